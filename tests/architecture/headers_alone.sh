#!/bin/sh
# Every header compiles on its own, in C11; those that programs share, in C++17 too.
. "$(dirname "$0")/../shell/tap_lib.sh"
cd "$repo" || exit 2
strict="-Wall -Wextra -Wpedantic -Werror -D_GNU_SOURCE -fsyntax-only"

compiles() { # header, compiler and options: a file that only includes it
    header=$1
    shift
    printf '#include "%s"\nextern int probe;\n' "$header" | "$@" $strict -I. -Iengine "-I${header%/*}" -
}

for header in engine/*.h indexer/*.h cli/*.h daemon/*.h; do
    [ -e "$header" ] || continue
    ok "$header in C11" compiles "$header" ${CC:-cc} -std=c11 -Wno-unused-function -x c
    # C has designated initialisers and enum conversions that C++ lacks: headers with code inside are C's alone.
    if grep -q '__cplusplus' "$header"; then
        ok "$header in C++17" compiles "$header" ${CXX:-c++} -std=c++17 -x c++
    fi
done
public=$(for header in bpv limits text_buffer utf8 json_writer index_writer evaluation question_list search_index; do
    case $header in
    limits) ;;
    *) grep -q '__cplusplus' "engine/$header.h" || echo "$header.h" ;;
    esac
done)
rule "the headers that others may include can be used from C++" "$public"
finish
