# Static and dynamic analysis. Include this in the Makefile, after the lists of tests.
#   make analyze    clang-tidy (with clang's static analyser), cppcheck and gcc -fanalyzer over the sources of the
#                   programs; a finding fails
#   make valgrind   the unit tests and some uses of the programs under valgrind; an error or a leak fails
# What is not installed is left out, and said. Findings that are wrong are left out in .clang-tidy,
# tests/cppcheck.suppressions and tests/valgrind.suppressions, each with its reason.

ANALYZED := $(ENGINE_C) $(ENGINE_CC) $(INDEXER_C) $(CLI_C) $(DAEMON_C)

.PHONY: analyze
analyze:
	@ANALYZE_CC="$(CC)" sh tests/analyze.sh $(ANALYZED)

.PHONY: valgrind
valgrind:
	@$(MAKE) --no-print-directory -j2 all test-programs index
	@BPV_BIN=$(CURDIR)/$(BIN) BPV_INDEX=$(CURDIR)/$(INDEX) BPV_TODAY=2026-11-22 sh tests/valgrind.sh $(UNIT_BIN)
