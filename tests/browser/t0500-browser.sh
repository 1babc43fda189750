#!/bin/sh
# The journeys in Chromium, as TAP.
cd "$(dirname "$0")" || exit 2
BPVD="${BPV_BIN:-$PWD/../../build/bin}/bpvd" exec node run_browser_tests.mjs
