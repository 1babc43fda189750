#!/bin/sh
# The short form of `make torture`: fewer places of each kind of failure, in less than a minute. TAP on stdout.
exec sh "$(dirname "$0")/../torture/torture.sh" short
