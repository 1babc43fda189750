# What happens when the machine fails. Include this in the Makefile, after the programs.
#   make torture   kills, full disks, I/O errors, damaged indexes, signals under load; less than ten minutes. `make
#                  test` runs a short form.

.PHONY: torture
torture:
	@sh tests/packages.sh torture
	@$(MAKE) --no-print-directory -j2 all
	@BPV_BIN=$(CURDIR)/$(BIN) TEST_TIMEOUT=900 sh tests/run.sh tests/torture/torture.sh
