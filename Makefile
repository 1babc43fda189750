# BPV-wijzer. One non-recursive Makefile; objects live in build/<variant>/, so that sanitized and plain ones never mix.
#   make run     install what is missing, build, index the corpus, ask two questions, serve the page
#   make test    install what the tests need, run all of them
#   make SANITIZE=address,undefined ...   the same with sanitizers

SANITIZE ?=
CC ?= cc
CXX ?= c++
ifeq ($(origin CC),default)
CC := cc
endif
PREFIX ?= /usr/local
DESTDIR ?=
ALLOWED_SANITIZERS := address undefined thread address,undefined
ifneq ($(SANITIZE),)
ifeq ($(filter $(SANITIZE),$(ALLOWED_SANITIZERS)),)
$(error SANITIZE must be one of: $(ALLOWED_SANITIZERS))
endif
endif
comma := ,
VARIANT := $(if $(SANITIZE),$(subst $(comma),-,$(SANITIZE)),release)
OUT := build/$(VARIANT)
BIN := $(if $(SANITIZE),$(OUT)/bin,build/bin)
INDEX := build/bpv.index
DICTIONARY ?= /usr/share/dict/dutch

WARNINGS := -Wall -Wextra -Wpedantic -Wshadow -Wconversion -Wwrite-strings -Wformat=2 -Wvla -Wundef -Werror
C_WARNINGS := $(WARNINGS) -Wstrict-prototypes -Wmissing-prototypes -Wold-style-definition
HARDEN := -fPIE -fstack-protector-strong -fstack-clash-protection -D_FORTIFY_SOURCE=2
ARCH := $(shell uname -m)
ifeq ($(ARCH),x86_64)
HARDEN += -fcf-protection=full
endif
SAN_FLAGS := $(if $(SANITIZE),-fsanitize=$(SANITIZE) -fno-omit-frame-pointer -fno-sanitize-recover=all)
ifneq ($(SANITIZE),)
HARDEN := $(filter-out -D_FORTIFY_SOURCE=2,$(HARDEN))
# Sanitizers need more than the daemon's sandbox allows (daemon/sandbox.h); so do counters:
# EXTRA_CPPFLAGS=-DBPV_INSTRUMENTED.
SAN_FLAGS += -DBPV_INSTRUMENTED
endif
CPPFLAGS := -Iengine -D_GNU_SOURCE -DBPV_DICTIONARY='"$(DICTIONARY)"' \
    -DBPV_SOURCE_INDEX='"$(CURDIR)/$(INDEX)"' $(EXTRA_CPPFLAGS)
CFLAGS := -std=c11 -O2 -g $(C_WARNINGS) $(HARDEN) $(SAN_FLAGS) $(EXTRA_CFLAGS)
CXXFLAGS := -std=c++17 -O2 -g $(WARNINGS) $(HARDEN) $(SAN_FLAGS) $(EXTRA_CFLAGS)
LDFLAGS := -pie -Wl,-z,relro,-z,now -Wl,--as-needed $(SAN_FLAGS) $(EXTRA_LDFLAGS)

ENGINE_C := $(sort $(wildcard engine/*.c))
ENGINE_CC := engine/search_index_xapian.cc
INDEXER_C := $(sort $(wildcard indexer/*.c))
CLI_C := $(sort $(wildcard cli/*.c))
DAEMON_C := $(sort $(wildcard daemon/*.c))
UNIT_C := $(sort $(wildcard tests/unit/test_*.c))

# Small libraries go into the programs where they can: a program that answers one question is over in milliseconds, and
# each shared library that it opens takes some.
in_program = $(or $(filter /%,$(shell $(CC) -print-file-name=lib$(1).a)),-l$(1))
# Of those that stay, the one with most names to look up comes first.
ENGINE_LIBS := -lstdc++ -lxapian $(call in_program,utf8proc) $(call in_program,xxhash) -lm
INDEXER_LIBS := -lcmark -lyaml
DAEMON_LIBS := -lmicrohttpd -ljansson -lseccomp -lz -lpthread

include daemon/assets.mk

objects = $(patsubst %,$(OUT)/%.o,$(1))
ENGINE := $(OUT)/libbpv.a

.DEFAULT_GOAL := all
.PHONY: all
all: $(BIN)/bpv-index $(BIN)/bpv $(if $(DAEMON_C),$(BIN)/bpvd)

$(OUT)/%.c.o: %.c
	@mkdir -p $(@D)
	$(CC) $(CPPFLAGS) $(CFLAGS) -MMD -MP -c $< -o $@

$(OUT)/%.cc.o: %.cc
	@mkdir -p $(@D)
	$(CXX) $(CPPFLAGS) $(CXXFLAGS) -MMD -MP -c $< -o $@

$(ENGINE): $(call objects,$(ENGINE_C) $(ENGINE_CC))
	@rm -f $@
	$(AR) rcs $@ $^

$(BIN)/bpv-index: $(call objects,$(INDEXER_C)) $(ENGINE)
	@mkdir -p $(@D)
	$(CXX) $(LDFLAGS) $^ $(INDEXER_LIBS) $(ENGINE_LIBS) -o $@

$(BIN)/bpv: $(call objects,$(CLI_C)) $(ENGINE)
	@mkdir -p $(@D)
	$(CXX) $(LDFLAGS) $^ $(ENGINE_LIBS) -o $@

$(BIN)/bpvd: $(call objects,$(DAEMON_C)) $(DAEMON_ASSET_OBJECTS) $(ENGINE)
	@mkdir -p $(@D)
	$(CXX) $(LDFLAGS) $^ $(DAEMON_LIBS) $(ENGINE_LIBS) -o $@

CORPUS_FILES := $(shell find corpus -name '*.md' -o -name '*.yaml' 2>/dev/null)
.PHONY: index
index: $(INDEX)
$(INDEX): $(BIN)/bpv-index $(CORPUS_FILES)
	$(BIN)/bpv-index build corpus -o $@

# ---- The two commands ----

SAMPLE_1 := Wie moet de praktijkovereenkomst ondertekenen?
SAMPLE_2 := Mag mijn student van 17 tot elf uur 's avonds werken?

.PHONY: run
run:
	@sh tests/packages.sh run
	@$(MAKE) --no-print-directory -j2 all
	@$(MAKE) --no-print-directory index
	@for question in "$(SAMPLE_1)" "$(SAMPLE_2)"; do \
	    printf '\n$$ bpv ask "%s"\n\n' "$$question"; \
	    $(BIN)/bpv ask --limit 1 "$$question" || exit 1; \
	done
	@if [ -x $(BIN)/bpvd ]; then exec $(BIN)/bpvd --index $(INDEX) $(BPVD_OPTIONS); fi

.PHONY: test
test:
	@sh tests/packages.sh test
	@$(MAKE) --no-print-directory -j2 all test-programs
	@$(MAKE) --no-print-directory index node-modules
	@BPV_BIN=$(CURDIR)/$(BIN) BPV_INDEX=$(CURDIR)/$(INDEX) BPV_TODAY=2026-11-22 TEST_BUILD=$(CURDIR)/$(OUT) \
	    sh tests/run.sh $(TESTS)

# ---- Tests ----

# A unit test is linked with everything but the mains; archives, so that each takes what it needs.
INDEXER_PARTS := $(OUT)/libindexer.a
DAEMON_PARTS := $(OUT)/libdaemon.a
CLI_PARTS := $(OUT)/libcli.a
UNIT_BIN := $(patsubst tests/unit/%.c,$(OUT)/tests/%,$(UNIT_C))

$(INDEXER_PARTS): $(call objects,$(filter-out indexer/indexer_main.c,$(INDEXER_C)))
$(DAEMON_PARTS): $(call objects,$(filter-out daemon/daemon_main.c,$(DAEMON_C))) $(DAEMON_ASSET_OBJECTS)
$(CLI_PARTS): $(call objects,$(filter-out cli/cli_main.c,$(CLI_C)))
$(INDEXER_PARTS) $(DAEMON_PARTS) $(CLI_PARTS):
	@rm -f $@
	$(AR) rcs $@ $^

SHELL_TESTS := $(foreach tests,shell/t[0-9]*.sh architecture/*.sh pathological/*.sh browser/t[0-9]*.sh,\
    $(sort $(wildcard tests/$(tests))))
TESTS = $(UNIT_BIN) $(FUZZ_REPLAY) $(SHELL_TESTS)

.PHONY: test-programs
test-programs: $(UNIT_BIN) $(OUT)/learn
test-programs: fuzz-replay-programs

$(call objects,$(UNIT_C)): CPPFLAGS += -Iindexer -Idaemon -Icli

$(UNIT_BIN): $(OUT)/tests/%: $(OUT)/tests/unit/%.c.o $(INDEXER_PARTS) $(DAEMON_PARTS) $(CLI_PARTS) $(ENGINE)
	@mkdir -p $(@D)
	$(CXX) $(LDFLAGS) $^ -lcmocka $(INDEXER_LIBS) $(DAEMON_LIBS) $(ENGINE_LIBS) -o $@

$(OUT)/learn: $(call objects,tests/questions/learn.c) $(ENGINE)
	$(CXX) $(LDFLAGS) $^ $(ENGINE_LIBS) -o $@

# Learns the weights of the ranking from the tuning half of the questions, and from question variants that are left out
# of a copy of the corpus; once as the corpus is, once with all its question variants left out, for plain texts.
LEARN_QUESTIONS := $(addprefix tests/questions/,own.tsv practice.tsv train_answered.tsv natural.tsv)
# Debian's Dutch documents take part when `make bench-peers` has made collections of them; their check halves do not.
UNTAGGED_FOLDER := build/bench/peers/untagged
UNTAGGED := $(foreach name,handbooks installation administrator help manuals,\
    $(if $(wildcard $(UNTAGGED_FOLDER)/$(name)/questions.tsv),$(name)))
.PHONY: learn
learn: $(OUT)/learn index
	rm -rf $(OUT)/held-out $(OUT)/held-out.tsv $(OUT)/plain
	cp -r corpus $(OUT)/held-out && cp -r corpus $(OUT)/plain
	cd corpus && find . -name '*.md' -exec sh -c 'for file; do \
	  awk -v OUT="$$0/held-out.tsv" -f ../tests/questions/hold_out.awk "$$file" \
	  >"$$0/held-out/$$file"; done' $(abspath $(OUT)) {} +
	$(BIN)/bpv-index build $(OUT)/held-out -o $(OUT)/held-out.index --quiet
	$(OUT)/learn -w engine/ranking_model.inc -r 0.755 $(INDEX) $(LEARN_QUESTIONS) \
	  --with $(OUT)/held-out.index $(OUT)/held-out.tsv
	sed -n 's/^  - "\(.*\)"$$/\1\t\t\t\ttune\t/p' corpus/unanswered.yaml >$(OUT)/unanswered.tsv
	rm $(OUT)/plain/unanswered.yaml
	find $(OUT)/plain -name '*.md' -exec sed -i '/^questions:/,/^[a-z-]/{/^questions:/d;/^  - /d}' {} +
	$(BIN)/bpv-index build $(OUT)/plain -o $(OUT)/plain.index --quiet
	for name in $(UNTAGGED); do $(BIN)/bpv-index build --untagged -q -k $(UNTAGGED_FOLDER)/$$name/texts \
	  -o $(UNTAGGED_FOLDER)/$$name/index || exit 1; done
	$(OUT)/learn -w engine/ranking_model_plain.inc -k 0.992 $(OUT)/plain.index $(LEARN_QUESTIONS) $(OUT)/unanswered.tsv \
	  $(foreach name,$(UNTAGGED),--with $(UNTAGGED_FOLDER)/$(name)/index $(UNTAGGED_FOLDER)/$(name)/questions.tsv)

.PHONY: node-modules
node-modules: tests/browser/node_modules/.package-lock.json
tests/browser/node_modules/.package-lock.json: tests/browser/package-lock.json
	cd tests/browser && npm ci --no-audit --no-fund --silent
	@touch $@

# ---- Installation ----

BINDIR := $(DESTDIR)$(PREFIX)/bin
MANDIR := $(DESTDIR)$(PREFIX)/share/man
UNITDIR := $(DESTDIR)$(PREFIX)/lib/systemd/system
COMPLETIONS := $(DESTDIR)$(PREFIX)/share/bash-completion/completions

.PHONY: install
install: all
	install -d $(BINDIR) $(MANDIR)/man1 $(MANDIR)/man8 $(UNITDIR) $(COMPLETIONS) $(DESTDIR)$(PREFIX)/share/bpv
	install $(BIN)/bpv $(BIN)/bpv-index $(BINDIR)
	install $(BIN)/bpvd $(BINDIR)
	install -m 644 cli/bpv.1 indexer/bpv-index.1 $(MANDIR)/man1
	install -m 644 daemon/bpvd.8 $(MANDIR)/man8
	install -m 644 cli/bpv.bash-completion $(COMPLETIONS)/bpv
	ln -sf bpv $(COMPLETIONS)/bpv-index
	sed 's|/usr/bin/bpvd|$(PREFIX)/bin/bpvd|' daemon/bpvd.service > $(UNITDIR)/bpvd.service
	install -m 644 daemon/bpvd.socket $(UNITDIR)
	cp -r corpus $(DESTDIR)$(PREFIX)/share/bpv/

.PHONY: clean
clean:
	rm -rf build

include tests/bench/bench.mk
include tests/fuzz/fuzz.mk
include tests/torture/torture.mk
include tests/coverage.mk
include tests/analyze.mk

-include $(shell find $(OUT) -name '*.d' 2>/dev/null)
