#!/bin/sh
# What bpv says when it cannot do what was asked: one Dutch line on stderr that names the remedy, and the right status.
# TAP on stdout.
. "$(dirname "$0")/cli_lib.sh"
refused() { # status, pattern on stderr: nothing on stdout, one line on stderr
    exits "$1" || return 1
    [ ! -s "$work/out" ] || { echo "stdout is not empty"; return 1; }
    [ "$(wc -l <"$work/err")" = 1 ] || { echo "stderr has $(wc -l <"$work/err") lines"; return 1; }
    grep -q '^bpv: ' "$work/err" || { echo "stderr does not begin with bpv:"; return 1; }
    grep -Eqi -e "$2" "$work/err" || { echo "stderr lacks $2"; return 1; }
}

# words and options
bpv
ok "no command" refused 2 "bpv ask"
bpv aks praktijkovereenkomst
ok "a mistyped command is recognised" refused 2 'bedoelde u "ask"'
bpv praktijkovereenkomst
ok "a question without ask" refused 2 "bpv ask"
bpv ask
ok "no question" refused 2 "bpv ask"
bpv ask ""
ok "an empty question" refused 2 "vraag"
bpv ask "   "
ok "a question of spaces" refused 2 "vraag"
bpv ask --limt 3 stage
ok "a mistyped option is recognised" refused 2 'bedoelde u "--limit"'
bpv ask --xyzzy stage
ok "an unknown option leads to the help" refused 2 "bpv ask --help"
bpv ask -é
ok "an option that is not ASCII is named whole" refused 2 '"-é"'
bpv show --limit 3 pok-wie-tekent
ok "an option of another command" refused 2 "bpv show --help"
bpv ask -17 jaar
ok "a word that looks like an option" refused 2 "zet er dan --"
bpv ask stage --limit
ok "an option without its value" refused 2 "--limit N"
bpv ask --json=yes stage
ok "a value where none belongs" refused 2 "krijgt geen waarde"
for value in x -1 1.5 51 1e3 99999999999999999999 0x10 " 3" ""; do
    bpv ask --limit="$value" stage
    ok "--limit='$value'" refused 2 "0 tot en met 50"
done
bpv ask --offset 501 stage
ok "--offset over the limit" refused 2 "500"
for value in 2026-13-01 2026-02-30 22-11-2026 morgen 2026-1-1 ""; do
    bpv ask --on="$value" stage
    ok "--on='$value'" refused 2 "2026-11-22"
done
for value in 9 0 x -1 1x 4294967297 ""; do
    bpv ask --module="$value" stage
    ok "--module='$value' lists the modules" refused 2 "1 \(Wet- en regelgeving\)"
done
bpv ask --theme 11 stage
ok "--theme lists the themes" refused 2 "10 \(Overgang naar arbeidsmarkt\)"
bpv ask --role baas stage
ok "--role lists the roles" refused 2 "begeleider, coordinator, transitiebegeleider"
bpv ask --phase morgen stage
ok "--phase lists the phases" refused 2 "voor, tijdens, na, altijd"
bpv ask --audience iedereen stage
ok "--audience lists the audiences" refused 2 "alle, extra"
bpv ask --force moet stage
ok "--force lists the forces" refused 2 "wet, afspraak, advies, achtergrond"
bpv ask --format html stage
ok "--format lists the formats" refused 2 "text, json, tsv, md"
bpv ask --color=blue stage
ok "--color lists its values" refused 2 "auto, always, never"
bpv list moduls
ok "a mistyped list is recognised" refused 2 'bedoelde u "modules"'
bpv list
ok "no list" refused 2 "glossary"
bpv verify
ok "verify without ids" refused 2 "bpv verify --all"
bpv status x
ok "status with words" refused 2 "bpv ask"

# ids
bpv show pok-wie-tekend
ok "an unknown id: exit 1, the nearest is named" refused 1 "pok-wie-tekent"
bpv show "$(printf 'x%.0s' $(seq 1 5000))"
ok "a very long id" refused 1 "bpv list passages"
bpv show "../../etc/passwd"
ok "an id that is a path" refused 1 "bpv list passages"
bpv show "$(printf 'a\033[31mb')"
ok "control characters are not printed" sh -c "! grep -q '$(printf '\033')' '$work/err'"
bpv show pok-wie-tekent nog-een
ok "two ids" refused 2 "precies"

# questions
bpv ask "$(printf 'x\377y')"
ok "a question that is not UTF-8" refused 2 "utf-8"
bpv ask "$(printf 'stage %.0s' $(seq 1 2000))"
ok "a question that is too long" refused 2 "."
head -c 100000 /dev/zero | tr '\0' 'a' | "$bin/bpv" ask - >out 2>err
status=$?
ok "a question from stdin that is too long" refused 2 "."
printf 'stage\000vergoeding' | "$bin/bpv" ask - >out 2>err
status=$?
ok "a NUL in the question" refused 2 "."
"$bin/bpv" ask - </dev/null >out 2>err
status=$?
ok "an empty stdin" refused 2 "vraag"
for text in '"' '(' 'AND' 'praktijkovereenkomst AND' '-stage' '***' '%s%s%n' "'; --" '\'; do
    bpv ask -- "$text"
    ok "odd text is only text: $text" sh -c "[ $status = 0 ] || [ $status = 1 ] || [ $status = 2 ]"
done

# indexes
bpv --index /nowhere/bpv.index ask stage
ok "no index: how to make one" refused 2 "bpv-index build"
mkdir directory
bpv --index directory ask stage
ok "a directory as index" refused 2 "map|bpv-index build"
echo "geen index" >text
bpv ask --index text stage
ok "a text file as index" refused 2 "bpv-index build"
: >empty
bpv --index empty ask stage
ok "an empty file as index" refused 2 "bpv-index build"
head -c 20000 "$BPV_INDEX" >half
bpv --index half ask stage
ok "half an index" refused 2 "bpv-index build"
bpv --index "$repo/README.md" ask stage
ok "another file: no advice to write over it" sh -c "! grep -qF -e '-o $repo' '$work/err'"
bpv --index /nowhere/x.index ask stage
ok "the system's reason is in Dutch" sh -c "! grep -q 'No such file' '$work/err'"
mkfifo fifo
timeout 5 "$bin/bpv" --index fifo ask stage >out 2>err
status=$?
ok "a FIFO as index does not hang" refused 2 "."
BPV_INDEX=/nowhere/else "$bin/bpv" status >out 2>err
status=$?
ok "BPV_INDEX is used" refused 2 "/nowhere/else"
set --
while [ $# -lt 40 ]; do set -- "$@" --index "$BPV_INDEX"; done
bpv "$@" status
ok "too many indexes" refused 2 "--index"
bpv verify --all --corpus /nowhere
ok "no corpus: how to name one" refused 2 "--corpus"
BPV_CORPUS=/nowhere/corpus "$bin/bpv" verify --all >out 2>err
status=$?
ok "no corpus in the environment's place" refused 2 "--corpus"

# writing
if [ -w /dev/full ]; then
    for what in "ask stage" "list passages" "status" "--help"; do
        # shellcheck disable=SC2086
        "$bin/bpv" $what >/dev/full 2>err
        status=$?
        : >out
        ok "a full disk: bpv $what" refused 2 "schijf is vol"
    done
fi
"$bin/bpv" list passages 2>err | head -n 1 >out
ok "a reader that stops early is not an error" sh -c "[ ! -s '$work/err' ]"
(trap '' PIPE; { "$bin/bpv" list passages 2>err; echo $? >code; } | true)
ok "also when the parent ignores SIGPIPE" sh -c "[ ! -s '$work/err' ]"
"$bin/bpv" status >&- 2>err
status=$?
: >out
ok "a closed stdout" refused 2 "uitvoer"

finish
