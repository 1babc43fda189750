# Benchmarks. Include this in the Makefile, after the programs.
#   make bench-peers   the ranking beside other search engines, on our corpus and on Debian's Dutch handbooks
#   make bench         speed, as ratios

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
bench-peers-programs: $(BENCH)/export_passages $(BENCH)/evaluate_runs $(BENCH)/run_sqlite $(BENCH)/java/RunLucene.class \
    tests/bench/peers/node_modules/.package-lock.json

.PHONY: bench-peers
bench-peers:
	@sh tests/bench/packages.sh peers
	@$(MAKE) --no-print-directory -j2 all bench-peers-programs
	@$(MAKE) --no-print-directory index
	@BPV_TODAY=2026-11-22 BENCH=$(BENCH) LUCENE_JARS=$(LUCENE_JARS) DICTIONARY=$(DICTIONARY) BPV_INDEX_PROGRAM=$(BIN)/bpv-index \
	    sh tests/bench/peers/run_peers.sh $(INDEX) $(BENCH_WORK)/peers
