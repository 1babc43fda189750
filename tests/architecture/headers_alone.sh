#!/bin/sh
# Every header compiles on its own, in C11; those that programs share, in C++17 too.
cd "$(dirname "$0")/../.." || exit 1
number=0
failed=0
log=$(mktemp)
trap 'rm -f "$log"' EXIT
strict="-Wall -Wextra -Wpedantic -Werror -D_GNU_SOURCE -fsyntax-only"

# alone NAME COMMAND...
alone() {
    number=$((number + 1))
    name=$1
    shift
    if "$@" >"$log" 2>&1; then
        echo "ok $number - $name"
    else
        failed=1
        echo "not ok $number - $name"
        head -n 5 "$log" | sed 's/^/# /'
    fi
}

for header in engine/*.h indexer/*.h cli/*.h daemon/*.h; do
    [ -e "$header" ] || continue
    folder=${header%/*}
    alone "$header in C11" sh -c "printf '#include \"%s\"\\nextern int probe;\\n' '$header' | ${CC:-cc} -std=c11 $strict -Wno-unused-function -I. -Iengine -I$folder -x c -"
    # C has designated initialisers and enum conversions that C++ lacks: headers with code inside are C's alone.
    if grep -q '__cplusplus' "$header"; then
        alone "$header in C++17" sh -c "printf '#include \"%s\"\\n' '$header' | ${CXX:-c++} -std=c++17 $strict -I. -Iengine -I$folder -x c++ -"
    fi
done
public=$(for header in bpv limits text_buffer utf8 json_writer index_writer evaluation question_list search_index; do
    case $header in
    limits) ;;
    *) grep -q '__cplusplus' "engine/$header.h" || echo "$header.h" ;;
    esac
done)
number=$((number + 1))
if [ -z "$public" ]; then
    echo "ok $number - the headers that others may include can be used from C++"
else
    failed=1
    echo "not ok $number - the headers that others may include can be used from C++: $public"
fi
echo "1..$number"
exit $failed
