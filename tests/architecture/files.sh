#!/bin/sh
# Every file is small, has its name in order, and holds no loose ends.
. "$(dirname "$0")/../shell/tap_lib.sh"
cd "$repo" || exit 2

sources=$(find engine indexer cli daemon tests -path '*/node_modules' -prune -o \( -name '*.c' -o -name '*.h' \
    -o -name '*.cc' -o -name '*.inc' \) -print | sort)
code=$(printf '%s\n' "$sources" | grep -E '\.(c|h|cc)$')

rule "no source over 700 lines" "$(for file in $code; do
    lines=$(wc -l <"$file")
    [ "$lines" -gt 700 ] && echo "$file: $lines lines"
done)"
# Generated: the comments behind the weights.
wide='engine/ranking_model.inc engine/ranking_model_plain.inc'
scripts=$(find Makefile .ci/run cli daemon engine indexer tests -path '*/node_modules' -prune -o -type f \
    \( -name '*.sh' -o -name '*.mk' -o -name '*.bash-completion' -o -name Makefile -o -name run \) -print | sort)
rule "no line over 120 columns" "$(LC_ALL=C.UTF-8 grep -nE '^.{121}' $sources $scripts | cut -c 1-100 |
    grep -vE "^($(printf '%s' "$wide" | tr ' \n' '||')):")"
rule "files with longer lines are named for a reason" "$(for file in $wide; do
    LC_ALL=C.UTF-8 grep -qE '^.{121}' "$file" || echo "$file has none any more: take it off the list"
done)"
rule "names are lower case with underscores" "$(printf '%s\n' "$sources" | grep -vE '/[a-z][a-z0-9_]*\.(c|h|cc|inc)$')"
rule "a header is first included by its own module" "$(for file in engine/*.c indexer/*.c cli/*.c daemon/*.c; do
    header=${file%.c}.h
    [ -e "$header" ] || continue
    first=$(grep -m 1 '^#include' "$file" | sed 's/^#include "\(.*\)"$/\1/')
    own=$(basename "$header")
    # Files that make one thing together share a header, which includes the public one.
    [ "$first" = "$own" ] || grep -qF "#include \"$own\"" "${file%/*}/$first" || echo "$file: $first"
done)"
rule "every header guards itself and says what it is" "$(for file in $(printf '%s\n' "$code" | grep '\.h$'); do
    head -n 1 "$file" | grep -q '^/\*' || echo "$file: no comment on top"
    grep -q '^#ifndef [A-Z0-9_]*_H$' "$file" || echo "$file: no guard"
done)"
rule "a module's comment has its name" "$(for file in engine/*.h indexer/*.h cli/*.h daemon/*.h; do
    head -n 3 "$file" | grep -qF "$(basename "$file")" || echo "$file"
done)"
rule "no loose ends" "$(grep -nE '\b(TODO|FIXME|XXX|HACK)\b' $sources /dev/null | grep -v 'XXXXXX' )"
rule "no paths of one machine" \
    "$(git ls-files -co --exclude-standard 2>/dev/null |
    grep -vE 'node_modules|package-lock|^tests/architecture/files\.sh$' |
    while read -r file; do [ -f "$file" ] && grep -nHIE '(^|[^a-z.])/(work|home|root)/[a-z]' "$file"; done |
    head -n 20)"
rule "no tabs or spaces at the end of lines" "$(grep -nE '(^	|[ 	]+$)' $code /dev/null | head -n 20)"
finish
