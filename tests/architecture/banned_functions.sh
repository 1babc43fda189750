#!/bin/sh
# Functions that overrun, forget errors, start shells or hide state are used nowhere; the linker's own list confirms it.
. "$(dirname "$0")/../shell/tap_lib.sh"
cd "$repo" || exit 2
code=$work/code
# The code without comments and string literals, so that words in a text are no calls.
find engine indexer cli daemon -name '*.c' -o -name '*.h' -o -name '*.cc' -o -name '*.inc' | sort |
    while read -r file; do
    awk -v file="$file" '
        {
            line = $0
            gsub(/"([^"\\]|\\.)*"/, "\"\"", line)
            if (inside) { if (sub(/^.*\*\//, "", line)) inside = 0; else next }
            gsub(/\/\*([^*]|\*+[^*\/])*\*+\//, "", line)
            if (sub(/\/\*.*$/, "", line)) inside = 1
            sub(/\/\/.*$/, "", line)
            print file ":" FNR ":" line
        }' "$file"
done >"$code"

for name in strcpy strcat sprintf vsprintf gets strtok atoi atol atoll system popen alloca rand srand mktemp tmpnam \
    tempnam \
    strncpy strncat scanf sscanf fscanf longjmp gmtime localtime ctime asctime; do
    rule "no $name" \
        "$(grep -E "(^|[^A-Za-z0-9_.>])$name[[:space:]]*\(" "$code" | grep -vE "(->|\.)$name[[:space:]]*\(")"
done

for program in bpv-index bpv bpvd; do
    [ -x "$bin/$program" ] || continue
    rule "$program links to none of them" \
        "$(nm -D --undefined-only "$bin/$program" | awk '{print $NF}' | sed 's/@.*//' |
        grep -xE 'strcpy|strcat|sprintf|vsprintf|gets|strtok|atoi|atol|system|popen|rand' || true)"
done
finish
