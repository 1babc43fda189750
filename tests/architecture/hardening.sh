#!/bin/sh
# The programs are hardened: position independent, read-only relocations, bound at start, stack protector, no executable
# stack, fortified, CET.
. "$(dirname "$0")/../shell/tap_lib.sh"

check() { # name, a pipeline that finds something
    ok "$1" sh -c "$2"
}

for program in bpv-index bpv bpvd; do
    path=$bin/$program
    ok "$program is built" [ -x "$path" ]
    sanitized=$(nm -D "$path" 2>/dev/null | grep -cE '__(asan|ubsan|tsan)_')
    check "$program is position independent" \
        "readelf -hW '$path' | grep -q 'Type:.*DYN' && readelf -dW '$path' | grep -q 'PIE'"
    check "$program has read-only relocations" "readelf -lW '$path' | grep -q GNU_RELRO"
    check "$program is bound at start" "readelf -dW '$path' | grep -qE 'BIND_NOW|FLAGS.*NOW'"
    check "$program has no executable stack" "readelf -lW '$path' | grep GNU_STACK | grep -qv 'RWE'"
    check "$program has no segment both writable and executable" \
        "! readelf -lW '$path' | grep -E '^ *LOAD' | grep -q 'RWE'"
    check "$program has a stack protector" "nm -D '$path' | grep -q __stack_chk_fail"
    check "$program has no search path for libraries" "! readelf -dW '$path' | grep -qE 'RPATH|RUNPATH'"
    # The linker marks a program for CET only when the system's start files are, which those of Debian 12 are not.
    if [ "$(uname -m)" = x86_64 ]; then
        check "$program has landing pads for CET" "objdump -d --disassemble=main '$path' | grep -q endbr64"
    fi
    if [ "$sanitized" -eq 0 ]; then
        check "$program is fortified" "nm -D '$path' | grep -q '_chk@'"
    fi
done
finish
