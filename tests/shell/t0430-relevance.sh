#!/bin/sh
# t0430: the questions that we keep are answered as well as they were. A figure below its line fails; raise the line
# when a figure rises.
. "$(dirname "$0")/tap_lib.sh"

measure() { # NAME [QUESTIONS]: figures of the check half in $work/NAME.json
    if [ -n "${2:-}" ]; then
        "$bin/bpv" --index "$index" eval --json --questions "$repo/tests/questions/$2" >"$1.all"
    else
        "$bin/bpv" --index "$index" eval --json >"$1.all"
    fi
    jq '.sets[] | select(.value == "check") | .summary' "$1.all" >"$1.json"
    jq -r '"# '"$1"': nDCG@10 \(.ndcg10), first \(.hits1), in three \(.hits3), " +
        "refused rightly \(.refusal_recall) and wrongly \(.wrongly_refused), Brier \(.brier)"' "$1.json"
}
at_least() { # NAME FIGURE LINE
    ok "$1: $2 is at least $3" jq -e ".$2 >= $3" "$1.json"
}
at_most() {
    ok "$1: $2 is at most $3" jq -e ".$2 <= $3" "$1.json"
}

measure bank
at_least bank ndcg10 0.87
at_least bank hits1 0.94
at_least bank hits3 0.96
at_most bank wrongly_refused 0.02
measure own own.tsv
at_least own ndcg10 0.88
at_least own hits1 0.94
at_least own hits3 0.95
at_least own refusal_recall 0.92
at_most own wrongly_refused 0.04
at_most own brier 0.05
measure practice practice.tsv
at_least practice ndcg10 0.69
at_least practice hits1 0.78
at_least practice refusal_recall 0.76
at_most practice wrongly_refused 0.12
measure facts from_facts.tsv
at_least facts ndcg10 0.93
at_least facts hits1 0.95
at_least facts refusal_recall 0.90
at_most facts wrongly_refused 0.02
at_most facts brier 0.06
measure unseen unseen.tsv
at_least unseen ndcg10 0.80
at_least unseen hits1 0.85
at_least unseen refusal_recall 0.84
at_most unseen wrongly_refused 0.08
measure blind blind.tsv
at_least blind ndcg10 0.85
at_least blind hits1 0.87
at_least blind refusal_recall 0.82
at_most blind wrongly_refused 0.06
measure natural natural.tsv
at_least natural ndcg10 0.92
at_least natural hits1 0.87
at_least natural refusal_recall 0.77
at_most natural wrongly_refused 0.04
at_most natural brier 0.10
measure mails mails.tsv
at_least mails ndcg10 0.71
at_most mails wrongly_refused 0.12
finish
