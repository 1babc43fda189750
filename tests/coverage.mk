# Line coverage. Include this in the Makefile, after the lists of tests.
#   make coverage   builds a variant of its own, runs the unit, fuzz and shell tests with it, and prints what they
#                   execute
# Browser tests, and tests of how the programs are built, are left out: they say nothing more about engine and indexer.

COVERAGE_OUT := build/coverage
COVERAGE_INDEX := build/coverage.index
COVERAGE_TESTS = $(patsubst $(OUT)/%,$(COVERAGE_OUT)/%,$(filter-out tests/architecture/% tests/browser/%,$(TESTS)))

.PHONY: coverage
coverage:
	@sh tests/packages.sh test
	@find $(COVERAGE_OUT) -name '*.gcda' -delete 2>/dev/null || true
	@$(MAKE) --no-print-directory -j2 OUT=$(COVERAGE_OUT) BIN=$(COVERAGE_OUT)/bin INDEX=$(COVERAGE_INDEX) HARDEN=-fPIE \
	    EXTRA_CPPFLAGS=-DBPV_INSTRUMENTED EXTRA_CFLAGS='--coverage -O0 -fprofile-update=atomic' \
	    EXTRA_LDFLAGS=--coverage all test-programs index
	@BPV_BIN=$(CURDIR)/$(COVERAGE_OUT)/bin BPV_INDEX=$(CURDIR)/$(COVERAGE_INDEX) BPV_TODAY=2026-11-22 \
	    TEST_BUILD=$(CURDIR)/$(COVERAGE_OUT) sh tests/run.sh $(COVERAGE_TESTS) || \
	    echo "some tests failed; what they executed counts all the same"
	@sh tests/coverage.sh $(COVERAGE_OUT)
