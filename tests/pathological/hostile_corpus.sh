#!/bin/sh
# A thousand hostile files: each is named in a clear error, in one run and within seconds, and the old index stays. TAP
# on stdout.
. "$(dirname "$0")/../shell/tap_lib.sh"
copies=20
seconds_each=10
seconds_all=120

repeat() { # text, times
    awk -v text="$1" -v times="$2" 'BEGIN { for (i = 0; i < times; i++) printf "%s", text }'
}

make_lists() { # folder
    mkdir -p "$1/h"
    cat >"$1/taxonomy.yaml" <<'YAML'
modules: [{number: 1, name: "Een"}]
themes: [{number: 1, name: "Een", modules: [1]}]
roles: [{key: begeleider, name: "BPV-begeleider"}]
phases: [{key: voor, name: "Voor de BPV"}]
tracks:
  - {number: 1, name: "Een", role: begeleider, modules: [1], components: [
      {name: "Dag", kind: lesdag, sbu_min: 1, sbu_max: 2, modules: [1]}]}
YAML
    printf 'sources:\n  - key: web\n    title: "Wet"\n    kind: wet\n' >"$1/sources.yaml"
}

front() { # more lines for the front matter
    printf -- '---
title: Titel
module: 1
themes: [1]
roles: [begeleider]
audience: alle
phase: voor
importance: need
'
    printf 'reviewed: 2026-11-22\nforce: advies\nsources: []\nvalid_from: onbekend\n%s---\n\n' "$*"
}
comment() { # id, more lines for the comment
    id=$1
    shift
    printf '## Kop van %s\n<!-- passage\nid: %s\nquestions: ["vraag"]\n%s-->\n\n' "$id" "$id" "$*"
}
nl='
'

good() { # id
    front
    comment "$1"
    printf 'Een goede passage.\n'
}

# What is hostile, by name. $1: kind, $2: an id that is free, $3: the file to make.
kinds='bad-utf8 bad-utf8-front cut-utf8 overlong surrogate nul utf16 binary
yaml-brackets yaml-brackets-long yaml-braces yaml-dashes yaml-questions yaml-anchor yaml-bomb yaml-alias
yaml-merge yaml-tag yaml-directive
yaml-second yaml-duplicate yaml-scalar yaml-keys yaml-events yaml-bytes yaml-quote yaml-tab yaml-list
front-open comment-open comment-tail
md-brackets md-images md-lists md-quotes md-indent md-sections md-title
line-100k line-10m too-large carriage-return escape-code bidi
duplicate-id alias-clash bad-id unknown-key no-source no-heading empty empty-passage broken-link bad-date
link-file link-out link-dangling fifo folder'

hostile() {
    kind=$1
    id=$2
    file=$3
    case $kind in
    bad-utf8) { good "$id"; printf 'caf\351\n'; } >"$file" ;;
    bad-utf8-front) { printf -- '---\ntitle: caf\351\n'; good "$id" | tail -n +3; } >"$file" ;;
    cut-utf8) { good "$id"; printf 'caf\303'; } >"$file" ;;
    overlong) { good "$id"; printf '\300\257\n'; } >"$file" ;;
    surrogate) { good "$id"; printf '\355\240\200\n'; } >"$file" ;;
    nul) { good "$id"; printf 'a\000b\n'; } >"$file" ;;
    utf16) { printf '\377\376'; good "$id" | sed 's/./&\n/g' | tr '\n' '\000'; } >"$file" ;;
    binary) head -c 50000 "$bin/bpv-index" >"$file" ;;
    yaml-brackets) { front "questions: $(repeat '[' 50000)$nl"; comment "$id"; } >"$file" ;;
    yaml-brackets-long) { front "x: $(repeat '[' 7000)$nl"; comment "$id"; } >"$file" ;;
    yaml-braces) { front; comment "$id" "facts: $(repeat '{' 7000)$nl"; } >"$file" ;;
    yaml-dashes) { front; comment "$id" "facts:$nl$(repeat '- ' 3000)$nl"; } >"$file" ;;
    yaml-questions) { front; comment "$id" "$(repeat '? ' 3000)$nl"; } >"$file" ;;
    yaml-anchor) { front; comment "$id" "facts: &a [F1]$nl"; } >"$file" ;;
    yaml-bomb) { front; comment "$id" "a: &a [x,x]${nl}b: &b [*a,*a]${nl}c: &c [*b,*b]${nl}d: [*c,*c]$nl"; } >"$file" ;;
    yaml-alias) { front; comment "$id" "facts: *a$nl"; } >"$file" ;;
    yaml-merge) { front; comment "$id" "<<: *a$nl"; } >"$file" ;;
    yaml-tag) { front; comment "$id" "facts: !!python/object [F1]$nl"; } >"$file" ;;
    yaml-directive) { front; printf '## Kop\n<!-- passage\n%%YAML 1.1\n---\nid: %s\n-->\nTekst\n' "$id"; } >"$file" ;;
    yaml-second) { front; comment "$id" "---${nl}force: wet$nl"; } >"$file" ;;
    yaml-duplicate) { front "module: 1$nl"; comment "$id"; } >"$file" ;;
    yaml-scalar) { front; comment "$id" "facts: [\"$(repeat x 3000)\"]$nl"; } >"$file" ;;
    yaml-keys) { front "$(awk 'BEGIN { for (i = 0; i < 100; i++) printf "k%d: 1\n", i }')$nl"; comment "$id"; } \
        >"$file" ;;
    yaml-events) { front "x: [$(repeat 'a,' 2000)]$nl"; comment "$id"; } >"$file" ;;
    yaml-bytes) { front "$(repeat "# commentaar$nl" 1000)$nl"; comment "$id"; } >"$file" ;;
    yaml-quote) { front "x: \"niet gesloten$nl"; comment "$id"; } >"$file" ;;
    yaml-tab) { front; comment "$id" "facts:$nl	- F1$nl"; } >"$file" ;;
    yaml-list) { printf -- '---\n- een\n- twee\n---\n'; comment "$id"; } >"$file" ;;
    front-open) { front | sed '$d' | sed '$d'; comment "$id"; printf 'Tekst\n'; } >"$file" ;;
    comment-open) { front; printf '## Kop\n<!-- passage\nid: %s\n\nTekst\n' "$id"; } >"$file" ;;
    comment-tail) { front; printf '## Kop\n<!-- passage\nid: %s\n--> <script>\nTekst\n' "$id"; } >"$file" ;;
    md-brackets) { good "$id"; repeat '[' 50000; } >"$file" ;;
    md-images) { good "$id"; repeat '![[]()' 10000; } >"$file" ;;
    md-lists) { good "$id"; repeat '- ' 20000; repeat "$nl" 200000; } >"$file" ;;
    md-quotes) { good "$id"; repeat '>' 50000; } >"$file" ;;
    md-indent) { good "$id"; repeat ' ' 50000; printf -- '- x\n'; } >"$file" ;;
    md-sections) { front; awk 'BEGIN { for (i = 0; i < 3000; i++) printf "## Kop %d\n", i }'; } >"$file" ;;
    md-title) { front; printf '## %s\n<!-- passage\nid: %s\n-->\nTekst\n' "$(repeat woord 2000)" "$id"; } >"$file" ;;
    line-100k) { good "$id"; repeat x 100000; } >"$file" ;;
    line-10m | too-large) # made once, then another name for the same file
        if [ ! -e "big.$kind" ]; then
            { good "$id"; repeat "x$([ $kind = too-large ] && echo "$nl")" 10000000; } >"big.$kind"
        fi
        ln "big.$kind" "$file" ;;
    carriage-return) good "$id" | tr '\n' '\r' >"$file" ;;
    escape-code) { good "$id"; printf '\033[2J\033]0;titel\007\n'; } >"$file" ;;
    bidi) { good "$id"; printf 'a\342\200\256b\n'; } >"$file" ;;
    duplicate-id) { front; comment een-goede-passage; printf 'Tekst\n'; } >"$file" ;;
    alias-clash) { front; comment "$id" "aliases: [een-goede-passage]$nl"; printf 'Tekst\n'; } >"$file" ;;
    bad-id) { front; comment "../../$id"; printf 'Tekst\n'; } >"$file" ;;
    unknown-key) { front "onbekend: 1$nl"; comment "$id"; printf 'Tekst\n'; } >"$file" ;;
    no-source) { front; comment "$id" "force: wet$nl"; printf 'Tekst\n'; } >"$file" ;;
    no-heading) { front; printf 'Tekst zonder kop\n'; } >"$file" ;;
    empty) : >"$file" ;;
    empty-passage) { front; comment "$id"; } >"$file" ;;
    broken-link) { good "$id"; printf '[x](#bestaat-niet)\n'; } >"$file" ;;
    bad-date) { front; comment "$id" "valid_until: 2026-02-30$nl"; printf 'Tekst\n'; } >"$file" ;;
    link-file) ln -s ../goed.md "$file" ;;
    link-out) ln -s /etc/passwd "$file" ;;
    link-dangling) ln -s /bestaat/niet "$file" ;;
    fifo) mkfifo "$file" ;;
    folder) mkdir "$file" ;;
    esac
}

# An index that must survive it all.
make_lists c
good een-goede-passage >c/goed.md
ok "a good corpus builds" "$bin/bpv-index" build -q c -o x.index
cp x.index before

run() { # folder, seconds
    timeout "$2" "$bin/bpv-index" build "$1" -o x.index >out 2>err </dev/null
    status=$?
}
named() { # file: an error, not only a warning, begins with its name
    grep -F "$1:" err | grep -qv ': waarschuwing: ' || { echo "no error names $1"; head -n 5 err; return 1; }
}
printable() { # no control or bidi character of a file reaches the terminal
    ! LC_ALL=C grep -q "$(printf '[\001-\010\013-\037\177]')" err && ! grep -q "$(printf '\342\200\256')" err
}
untouched() {
    cmp before x.index && [ "$(ls -d x.index* | tr '\n' ' ')" = "x.index " ]
}
refused() { # name, file
    ok "$1: exit 1" test "$status" = 1
    ok "$1: named in an error" named "$2"
    ok "$1: nothing strange is printed" printable
    ok "$1: the index is untouched" untouched
}

# Each kind alone.
for kind in $kinds; do
    rm -rf one
    make_lists one
    good een-goede-passage >one/goed.md
    hostile "$kind" "hostile-$kind" "one/h/$kind.md"
    run one $seconds_each
    refused "$kind" "one/h/$kind.md"
done

# All of them together: every file is named in the one run.
count=0
copy=0
while [ "$count" -lt 1000 ] || [ "$copy" -lt "$copies" ]; do
    copy=$((copy + 1))
    for kind in $kinds; do
        hostile "$kind" "h$copy-$kind" "c/h/$copy-$kind.md"
        count=$((count + 1))
    done
done
run c $seconds_all
ok "$count hostile files: exit 1" test "$status" = 1
all_named() {
    missing=0
    grep -v ': waarschuwing: ' err | cut -d : -f 1 | sort -u >seen
    for file in c/h/*.md; do
        grep -qxF "$file" seen || { echo "no error names $file"; missing=$((missing + 1)); }
    done
    [ "$missing" -eq 0 ]
}
ok "$count hostile files: each is named" all_named
ok "$count hostile files: nothing strange is printed" printable
ok "$count hostile files: the index is untouched" untouched
no_good() { ! grep -q '^c/goed.md' err; }
ok "$count hostile files: the good file is not blamed" no_good

# Names that are hostile themselves.
rm -rf one
make_lists one
good een-goede-passage >one/goed.md
good naam-een >"one/h/$(printf 'a\377').md"
mkdir -p "one/$(repeat 'd/' 40)"
run one $seconds_each
ok "bad names: exit 1" test "$status" = 1
ok "bad names: a name that is not UTF-8" grep -q 'de naam van dit bestand is geen geldige UTF-8' err
ok "bad names: folders too deep" grep -q 'mappen in elkaar' err
rm -rf one
make_lists one
good naam-twee >"one/h/$(printf 'b\033[31m\nc').md"
run one $seconds_each
ok "an escape code in a name does not reach the terminal" printable
cp x.index before
rm -f x.index.vorige

# The lists.
for list in taxonomy sources vocabulary notices questions; do
    for bomb in brackets braces dashes bytes binary folder fifo link; do
        rm -rf one
        make_lists one
        good een-goede-passage >one/goed.md
        rm -f "one/$list.yaml"
        case $bomb in
        brackets) repeat '[' 1000000 ;;
        braces) repeat "{a: [$nl" 200000 ;;
        dashes) repeat '- ' 30000 ;;
        bytes) repeat "# commentaar$nl" 300000 ;;
        binary) head -c 100000 "$bin/bpv-index" ;;
        *) : ;;
        esac >bomb
        case $bomb in
        folder) mkdir "one/$list.yaml" ;;
        fifo) mkfifo "one/$list.yaml" ;;
        link) ln -s /etc/passwd "one/$list.yaml" ;;
        *) mv bomb "one/$list.yaml" ;;
        esac
        run one $seconds_each
        refused "$list.yaml with $bomb" "one/$list.yaml"
    done
done

# The same files as plain text without tags: no crash and no hang, whatever is made of them.
timeout $seconds_all "$bin/bpv-index" check -q --untagged c >out 2>err </dev/null
status=$?
ok "$count hostile files as plain text: exit 1" test "$status" = 1

finish
