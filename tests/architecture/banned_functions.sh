#!/bin/sh
# Functions that overrun, forget errors, start shells or hide state are used nowhere; the linker's own list confirms it.
cd "$(dirname "$0")/../.." || exit 1
number=0
failed=0
code=$(mktemp)
trap 'rm -f "$code"' EXIT
# The code without comments and string literals, so that words in a text are no calls.
find engine indexer cli daemon -name '*.c' -o -name '*.h' -o -name '*.cc' -o -name '*.inc' | sort | while read -r file; do
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

for name in strcpy strcat sprintf vsprintf gets strtok atoi atol atoll system popen alloca rand srand mktemp tmpnam tempnam \
    strncpy strncat scanf sscanf fscanf longjmp gmtime localtime ctime asctime; do
    number=$((number + 1))
    found=$(grep -E "(^|[^A-Za-z0-9_.>])$name[[:space:]]*\(" "$code" | grep -vE "(->|\.)$name[[:space:]]*\(")
    if [ -z "$found" ]; then
        echo "ok $number - no $name"
    else
        failed=1
        echo "not ok $number - no $name"
        printf '%s\n' "$found" | sed 's/^/# /'
    fi
done

bin=${BPV_BIN:-build/bin}
for program in bpv-index bpv bpvd; do
    [ -x "$bin/$program" ] || continue
    number=$((number + 1))
    found=$(nm -D --undefined-only "$bin/$program" | awk '{print $NF}' | sed 's/@.*//' |
        grep -xE 'strcpy|strcat|sprintf|vsprintf|gets|strtok|atoi|atol|system|popen|rand' || true)
    if [ -z "$found" ]; then
        echo "ok $number - $program links to none of them"
    else
        failed=1
        echo "not ok $number - $program links to none of them: $found"
    fi
done
echo "1..$number"
exit $failed
