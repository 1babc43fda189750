# BPV-wijzer. One non-recursive Makefile; objects live in build/<variant>/, so that sanitized and plain objects never mix.
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
endif
CPPFLAGS := -Iengine -D_GNU_SOURCE -DBPV_DICTIONARY='"$(DICTIONARY)"' -DBPV_SOURCE_INDEX='"$(CURDIR)/$(INDEX)"' $(EXTRA_CPPFLAGS)
CFLAGS := -std=c11 -O2 -g $(C_WARNINGS) $(HARDEN) $(SAN_FLAGS) $(EXTRA_CFLAGS)
CXXFLAGS := -std=c++17 -O2 -g $(WARNINGS) $(HARDEN) $(SAN_FLAGS) $(EXTRA_CFLAGS)
LDFLAGS := -pie -Wl,-z,relro,-z,now -Wl,--as-needed $(SAN_FLAGS) $(EXTRA_LDFLAGS)

ENGINE_C := $(sort $(wildcard engine/*.c))
ENGINE_CC := engine/search_index_xapian.cc
INDEXER_C := $(sort $(wildcard indexer/*.c))
CLI_C := $(sort $(wildcard cli/*.c))
DAEMON_C := $(sort $(wildcard daemon/*.c))
UNIT_C := $(sort $(wildcard tests/unit/test_*.c))

ENGINE_LIBS := -lxapian -lutf8proc -lxxhash -lm
INDEXER_LIBS := -lcmark -lyaml
DAEMON_LIBS := -lmicrohttpd -ljansson -lz -lpthread

objects = $(patsubst %,$(OUT)/%.o,$(1))
ENGINE := $(OUT)/libbpv.a

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

$(BIN)/bpvd: $(call objects,$(DAEMON_C)) $(ENGINE)
	@mkdir -p $(@D)
	$(CXX) $(LDFLAGS) $^ $(DAEMON_LIBS) $(ENGINE_LIBS) -o $@

CORPUS_FILES := $(shell find corpus -name '*.md' -o -name '*.yaml' 2>/dev/null)
.PHONY: index
index: $(INDEX)
$(INDEX): $(BIN)/bpv-index $(CORPUS_FILES)
	$(BIN)/bpv-index build corpus -o $@

.PHONY: clean
clean:
	rm -rf build

-include $(shell find $(OUT) -name '*.d' 2>/dev/null)
