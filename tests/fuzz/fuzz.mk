# Fuzzing. Include this in the Makefile, after the archives that unit tests are linked with.
#   make fuzz          each target for FUZZ_SECONDS under libFuzzer with sanitizers (clang, libclang-rt-dev); new inputs
#                      in build/fuzz/
#                      make fuzz FUZZ_SECONDS=1800 FUZZ_RUNS=10000000   half an hour or ten million executions each
#   make fuzz-replay   the kept seeds through plain builds of the same targets, as `make test` does

FUZZ_SECONDS ?= 60
FUZZ_CC ?= clang
FUZZ_CXX ?= clang++
FUZZ_SHARED := %/fuzz_base.c %/fuzz_support.c %/fuzz_replay_main.c
FUZZ_TARGETS := $(sort $(patsubst tests/fuzz/fuzz_%.c,%,$(filter-out $(FUZZ_SHARED),$(wildcard tests/fuzz/fuzz_*.c))))
FUZZ_SHARED := tests/fuzz/fuzz_support.c tests/fuzz/fuzz_base.c tests/fuzz/json_check.c
FUZZ_PARTS = $(call objects,$(FUZZ_SHARED)) $(INDEXER_PARTS) $(DAEMON_PARTS) $(ENGINE)
FUZZ_LIBS = $(INDEXER_LIBS) $(DAEMON_LIBS) $(ENGINE_LIBS)
FUZZ_REPLAY := $(addprefix $(OUT)/fuzz/replay_,$(FUZZ_TARGETS))
FUZZ_PROGRAMS := $(addprefix $(OUT)/fuzz/fuzz_,$(FUZZ_TARGETS))

$(call objects,$(FUZZ_TARGETS:%=tests/fuzz/fuzz_%.c) $(FUZZ_SHARED)): CPPFLAGS += -Iindexer -Idaemon

$(FUZZ_REPLAY): $(OUT)/fuzz/replay_%: $(OUT)/tests/fuzz/fuzz_%.c.o $(OUT)/tests/fuzz/fuzz_replay_main.c.o $(FUZZ_PARTS)
	@mkdir -p $(@D)
	$(CXX) $(LDFLAGS) $^ $(FUZZ_LIBS) -o $@

# With libFuzzer's main; only in the variant that `make fuzz` builds.
$(FUZZ_PROGRAMS): $(OUT)/fuzz/fuzz_%: $(OUT)/tests/fuzz/fuzz_%.c.o $(FUZZ_PARTS)
	@mkdir -p $(@D)
	$(CXX) $(LDFLAGS) -fsanitize=fuzzer $^ $(FUZZ_LIBS) -o $@

.PHONY: fuzz-programs fuzz-replay-programs fuzz-replay fuzz
fuzz-replay-programs: $(FUZZ_REPLAY)
fuzz-programs: $(FUZZ_PROGRAMS)
fuzz-replay: $(FUZZ_REPLAY)
	@sh tests/run.sh $(FUZZ_REPLAY)

# Warnings are for the builds with gcc; clang has others.
fuzz:
	@sh tests/packages.sh fuzz
	@$(MAKE) --no-print-directory -j2 OUT=build/fuzz BIN=build/fuzz/bin CC=$(FUZZ_CC) CXX=$(FUZZ_CXX) \
	    HARDEN=-fPIE WARNINGS=-w C_WARNINGS=-w \
	    SAN_FLAGS='-fsanitize=fuzzer-no-link,address,undefined -fno-omit-frame-pointer -fno-sanitize-recover=all' \
	    fuzz-programs
	@FUZZ_SECONDS=$(FUZZ_SECONDS) FUZZ_RUNS=$(FUZZ_RUNS) sh tests/fuzz/run_fuzz.sh build/fuzz/fuzz $(FUZZ_TARGETS)
