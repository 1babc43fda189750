#!/bin/sh
# bpvd --gaps: what is counted, when it is written, what never is; bpv coverage --gaps. TAP on stdout.
. "$(dirname "$0")/daemon_lib.sh"
gaps=$work/gaps.tsv
ask() { # question, then options of curl
    question=$1
    shift
    curl -s -o "$work/body" --max-time 20 -G "$@" --data-urlencode "q=$question" "http://127.0.0.1:$port/v1/answers"
}
has() { grep -q -e "$2" "$1"; }
lacks() { ! grep -qi -e "$2" "$1"; }

# --- off by default ---
start_bpvd --index "$index"
for i in 1 2 3 4 5 6; do ask "goudvissen kweken op de maan"; done
get /over
ok "without --gaps the page says that nothing is written" has "$work/body" 'in geen enkel bestand'
ok "but that questions stay in memory for a time" has "$work/body" 'onthoudt een tijd lang vragen'
stop_bpvd
ok "and no file is made" [ ! -e "$gaps" ]

# --- the threshold ---
start_bpvd --index "$index" --gaps "$gaps" --gaps-min 3
ask "Hoe kan Fatima 17 goudvissen kweken met algen?"
ok "the question has no answer" json '.answered == false'
ask "goudvissen kweken met algen"
sleep 2.2
ok "asked twice: not in the file" [ ! -e "$gaps" ]
ask "Konijnen: goudvissen kweken, bsn-nummer 123456782?" # other words: another gap
ask "goudvissen algen kweken"
ok "asked three times: in the file" wait_for "$gaps" '^3	alg goudvis kweek	2026-W47	2026-W47$'
ok "nothing else is" [ "$(grep -vc '^#' "$gaps")" -eq 1 ]
ok "no name" lacks "$gaps" fatima
ok "no number" lacks "$gaps" '17\|123456782'
ok "the log has no question" lacks "$log" 'fatima\|goudvis\|algen'
get /metrics
ok "nor have the metrics" lacks "$work/body" 'fatima\|goudvis\|algen'
curl -s -o /dev/null -G --data-urlencode "q=goudvissen algen kweken" "http://127.0.0.1:$port/zoek"
ok "the page counts too" wait_for "$gaps" '^4	alg goudvis kweek'

# --- what does not count ---
curl -s -o /dev/null -d 'q=goudvissen algen kweken' "http://127.0.0.1:$port/v1/answers"
ask "goudvissen algen kweken" -I
ask "goudvissen algen kweken" -H 'If-None-Match: "x"'
ask "goudvissen algen kweken" --data-urlencode module=1
for i in 1 2 3 4; do ask "Wie tekent de praktijkovereenkomst?"; done
sleep 2.2
ok "no POST, HEAD, revalidation, filter or answered question" has "$gaps" '^4	alg goudvis kweek'
ok "and nothing new" [ "$(grep -vc '^#' "$gaps")" -eq 1 ]
get /over
ok "the page says what is kept" has "$work/body" 'Pas als dezelfde woorden 3 keer'
for i in 1 2 3; do ask "goudvissen algen kweken"; done
stop_bpvd
ok "what was counted is written when it stops" has "$gaps" '^7	alg goudvis kweek'
ok "cleanly" [ "$stopped" -eq 0 ]
ok "no temporary file is left" [ "$(ls "$work" | grep -c '^gaps')" -eq 1 ]
ok "others cannot read the file" [ "$(stat -c %a "$gaps" | cut -c 3)" = 0 ]

# --- the next run ---
start_bpvd --index "$index" --gaps "$gaps" --gaps-min 3
ask "goudvissen algen kweken"
ok "the next run goes on counting" wait_for "$gaps" '^8	alg goudvis kweek'
stop_bpvd
printf 'geen gat\n' >"$work/wrong"
timeout 20 "$bin/bpvd" --listen 127.0.0.1:0 --index "$index" --gaps "$work/wrong" 2>"$work/err"
ok "another kind of file: status 2" [ $? -eq 2 ]
ok "with its line" has "$work/err" 'regel 1'
ok "and it is left alone" has "$work/wrong" '^geen gat$'
for value in 1 0 x 1001 ''; do
    timeout 20 "$bin/bpvd" --listen 127.0.0.1:0 --index "$index" --gaps "$gaps" --gaps-min "$value" 2>"$work/err"
    ok "--gaps-min '$value': status 2" [ $? -eq 2 ]
done
timeout 20 "$bin/bpvd" --listen 127.0.0.1:0 --index "$index" --gaps "$work/niets/gaps.tsv" 2>"$work/err"
ok "a folder that is not there: status 2" [ $? -eq 2 ]

# --- bpv coverage --gaps ---
bpv() { "$bin/bpv" --index "$index" coverage "$@"; }
printf '6\tpraktijkovereenkomst teken\t2026-W01\t2026-W40\n' >>"$gaps"
bpv --gaps "$gaps" >"$work/out"
ok "the report: status 0" [ $? -eq 0 ]
ok "names the gap" has "$work/out" '8 *alg goudvis kweek *2026-W47 *2026-W47 *nee'
ok "and one that is answered by now" has "$work/out" 'praktijkovereenkomst teken .* ja '
bpv --gaps "$gaps" --json >"$work/body"
ok "as JSON" json \
    '.total == 2 and .unanswered_now == 1 and .gaps[0].count == 8 and .gaps[0].words == "alg goudvis kweek" and
        .gaps[0].first_week == "2026-W47" and .gaps[1].answered_now'
bpv --gaps "$gaps" --format csv >"$work/out"
ok "as CSV" has "$work/out" '^8,alg goudvis kweek,2026-W47,2026-W47,nee,'
bpv --gaps "$gaps" --format md >"$work/out"
ok "as Markdown" has "$work/out" '| alg goudvis kweek |'
bpv --gaps "$work/wrong" >"$work/out" 2>"$work/err"
ok "another kind of file: 2" [ $? -eq 2 ]
bpv --gaps "$work/niets" >"$work/out" 2>"$work/err"
ok "no file: 2" [ $? -eq 2 ]
bpv --gaps "$gaps" --by theme >"$work/out" 2>"$work/err"
ok "--gaps with --by: 2" [ $? -eq 2 ]
finish
