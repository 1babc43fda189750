# Benchmarks. Include this in the Makefile, after the programs.
#   make bench-peers   the ranking beside other search engines, on our corpus and on Debian's Dutch handbooks
#   make bench         speed, as ratios
#   make bench-growth  how index, building and answers grow, from a file and over TCP; and ten million passages, on
#                      paper

BENCH := $(OUT)/bench
BENCH_WORK := build/bench
BENCH_SET := $(call objects,tests/bench/question_set.c)
PEER_SCRIPTS := tests/bench/peers

$(BENCH)/export_passages: $(call objects,tests/bench/export_passages.c) $(BENCH_SET) $(ENGINE)
$(BENCH)/evaluate_runs: $(call objects,tests/bench/evaluate_runs.c) $(BENCH_SET) $(ENGINE)
$(BENCH)/export_passages $(BENCH)/evaluate_runs:
	@mkdir -p $(@D)
	$(CXX) $(LDFLAGS) $^ $(ENGINE_LIBS) -o $@

$(BENCH)/run_sqlite: $(call objects,tests/bench/peers/run_sqlite.c)
	@mkdir -p $(@D)
	$(CC) $(LDFLAGS) $^ -lsqlite3 -o $@

LUCENE_JARS := /usr/share/java/lucene-core-8.7.0.jar:/usr/share/java/lucene-analyzers-common-8.7.0.jar
$(BENCH)/java/RunLucene.class: tests/bench/peers/RunLucene.java
	@mkdir -p $(@D)
	javac -Xlint:all -cp $(LUCENE_JARS) -d $(@D) $<

tests/bench/peers/node_modules/.package-lock.json: tests/bench/peers/package-lock.json
	cd tests/bench/peers && npm ci --no-audit --no-fund --silent
	@touch $@

.PHONY: bench-peers-programs
bench-peers-programs: $(BENCH)/export_passages $(BENCH)/evaluate_runs $(BENCH)/run_sqlite \
    $(BENCH)/java/RunLucene.class tests/bench/peers/node_modules/.package-lock.json

.PHONY: bench-peers
bench-peers:
	@sh tests/packages.sh peers
	@$(MAKE) --no-print-directory -j2 all bench-peers-programs
	@$(MAKE) --no-print-directory index
	@BPV_TODAY=2026-11-22 BENCH=$(BENCH) LUCENE_JARS=$(LUCENE_JARS) DICTIONARY=$(DICTIONARY) \
	    BPV_INDEX_PROGRAM=$(BIN)/bpv-index \
	    sh tests/bench/peers/run_peers.sh $(INDEX) $(BENCH_WORK)/peers

# ---- Speed ----

$(BENCH)/corpus_generator: $(call objects,tests/bench/corpus_generator.c) $(ENGINE)
$(BENCH)/bench_query: $(call objects,tests/bench/bench_query.c tests/bench/raw_xapian.cc) $(ENGINE)
$(BENCH)/bench_techniques: $(call objects,tests/bench/bench_techniques.c) $(BENCH_SET) $(ENGINE)
$(BENCH)/query_terms: $(call objects,tests/bench/query_terms.c) $(ENGINE)
$(BENCH)/raw_ask: $(call objects,tests/bench/raw_ask.cc)
$(BENCH)/raw_index: $(call objects,tests/bench/raw_index.cc)
$(BENCH)/bench_remote: $(call objects,tests/bench/bench_remote.c) $(ENGINE)
$(BENCH)/corpus_generator $(BENCH)/bench_query $(BENCH)/bench_techniques $(BENCH)/bench_remote $(BENCH)/query_terms \
    $(BENCH)/raw_ask $(BENCH)/raw_index:
	@mkdir -p $(@D)
	$(CXX) $(LDFLAGS) $^ $(ENGINE_LIBS) -o $@

$(BENCH)/time_programs: $(call objects,tests/bench/time_programs.c)
$(BENCH)/bare_httpd: $(call objects,tests/bench/bare_httpd.c)
$(BENCH)/http_load: $(call objects,tests/bench/http_load.c)
$(BENCH)/bench_sqlite: $(call objects,tests/bench/bench_sqlite.c)
$(BENCH)/cgi_cpu: $(call objects,tests/bench/peers/cgi_cpu.c)
$(BENCH)/time_programs $(BENCH)/bare_httpd $(BENCH)/http_load $(BENCH)/bench_sqlite $(BENCH)/cgi_cpu:
	@mkdir -p $(@D)
	$(CC) $(LDFLAGS) $^ -lmicrohttpd -lsqlite3 -lpthread -lm -o $@

BENCH_PROGRAMS := $(addprefix $(BENCH)/,corpus_generator bench_query bench_techniques query_terms raw_ask raw_index \
    time_programs bare_httpd http_load bench_sqlite cgi_cpu)
.PHONY: bench-programs
bench-programs: $(BENCH_PROGRAMS)

.PHONY: bench
bench:
	@sh tests/packages.sh speed
	@$(MAKE) --no-print-directory -j2 all bench-programs
	@$(MAKE) --no-print-directory index
	@BPV_TODAY=2026-11-22 BENCH=$(BENCH) BIN=$(BIN) INDEX=$(INDEX) DICTIONARY=$(DICTIONARY) \
	    sh tests/bench/bench.sh $(BENCH_WORK)/speed

GROWTH_SIZES ?= 10000 30000 100000
.PHONY: bench-growth
bench-growth:
	@sh tests/packages.sh test
	@$(MAKE) --no-print-directory -j2 all $(BENCH)/corpus_generator $(BENCH)/bench_remote $(BENCH)/time_programs
	@$(MAKE) --no-print-directory index
	@BPV_TODAY=2026-11-22 BENCH=$(BENCH) BIN=$(BIN) INDEX=$(INDEX) DICTIONARY=$(DICTIONARY) \
	    sh tests/bench/bench_growth.sh $(BENCH_WORK)/growth $(GROWTH_SIZES)
