#!/bin/sh
# Every reply of the daemon against the OpenAPI document that it serves itself. TAP on stdout.
. "$(dirname "$0")/daemon_lib.sh"
if ! command -v node >/dev/null || [ ! -d "$repo/tests/browser/node_modules/ajv" ]; then
    skip "replies match the OpenAPI document" "node with ajv is not installed"
    finish
fi
start_bpvd --index "$index" || { echo "Bail out! bpvd does not start"; exit 2; }
timeout 120 node "$repo/tests/browser/openapi_check.mjs" "http://127.0.0.1:$port"
exit
