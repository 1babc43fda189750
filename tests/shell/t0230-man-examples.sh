#!/bin/sh
# The examples of the manual pages are run, and the pages are well formed. TAP on stdout.
. "$(dirname "$0")/cli_lib.sh"
PATH=$bin:$PATH
export PATH
cp -R "$repo/corpus" corpus
mkdir build

for page in cli/bpv.1 indexer/bpv-index.1 daemon/bpvd.8; do
    [ -f "$repo/$page" ] || continue
    if command -v groff >/dev/null 2>&1; then
        ok "$page has no warnings" sh -c "[ -z \"\$(groff -mdoc -ww -Tutf8 '$repo/$page' 2>&1 >/dev/null)\" ]"
    fi
    case $page in daemon/*) continue ;; esac # its examples start a server: tested with the daemon
    sed -n -e '/^\.Sh EXAMPLES/,/^\.Sh SEE/s/^\(\.Dl \)\{0,1\}\$ //p' "$repo/$page" >examples
    ok "$page has examples" test -s examples
    while IFS= read -r example; do
        ok "$page: $example" sh -c "$example" </dev/null
    done <examples
done

# Every command and option that the program's help names stands in the manual.
for command in $("$bin/bpv" --help | sed -n '/^Opdrachten:/,/^$/s/^  \([a-z]*\) .*/\1/p'); do
    ok "bpv.1 describes $command" grep -q "^\.It Cm $command" "$repo/cli/bpv.1"
    for option in $("$bin/bpv" "$command" --help | sed -n 's/^  --\([a-z-]*\).*/\1/p'); do
        ok "bpv.1 describes --$option of $command" grep -q -e "Fl -$option" "$repo/cli/bpv.1"
    done
done
for option in $("$bin/bpv-index" --help | sed -n 's/^ .* --\([a-z-]*\) .*/\1/p'); do
    ok "bpv-index.1 describes --$option" grep -q -e "Fl -$option\|, -$option" "$repo/indexer/bpv-index.1"
done

finish
