#!/bin/sh
# The daemon beside other search servers, 10,000 passages: bench_peers.sh WORK ROWS. Environment: BENCH, BIN.
# CPU time of what answers, without client and web server: of the daemon the threads that answer requests (HTTP, JSON,
# no cache); of PostgreSQL the process of the connection; of Omega its process for each request, and fcgiwrap. The same
# questions for all, such as the daemon answers, because a refusal is less work; in turns, medians of the rounds.
set -eu
work=$1 rows=$2
bench=$(dirname "$0")
. "$bench/measure.sh"
asked=200 rounds=5
folder=$work/peers
rm -rf "$folder"
mkdir -p "$folder"
stop() {
    stop_daemon
    for peer in postgresql omega; do
        sh "$bench/peers/time_$peer.sh" stop "$folder/$peer"
    done
}
trap stop EXIT INT TERM
choose_questions() { # those that are answered, taken evenly
    encode "$work/10000/questions.txt" | sed "s|.*|url=http://127.0.0.1:$port&|" >"$folder/urls"
    curl -s --globoff -K "$folder/urls" | jq -r .answered >"$folder/answered"
    paste "$folder/answered" "$work/10000/questions.txt" | sed -n 's/^true\t//p' >"$folder/all"
    awk -v n="$(wc -l <"$folder/all")" -v asked=$asked \
        'int(NR * asked / n) > int((NR - 1) * asked / n)' "$folder/all" >"$folder/questions"
    encode "$folder/questions" >"$folder/paths"
}
ask_daemon() { # CPU microseconds per question; each is asked five times, as clock ticks are coarse
    before=$(ticks "$daemon")
    "$BENCH/http_load" 127.0.0.1 $port 1 $((5 * asked))r "$folder/paths" >"$folder/load.json"
    awk -v t=$(($(ticks "$daemon") - before)) -v hz="$per_second" -v n=$((5 * asked)) 'BEGIN { print t / hz * 1e6 / n }'
}
ask_in_process() {
    "$BENCH/bench_query" "$work/10000/index" "$folder/questions" 1 | awk '$1 == "full_us" { print $2 }'
}
peers=
for peer in postgresql omega; do
    if sh "$bench/peers/time_$peer.sh" start "$folder/$peer" "$work/10000/plain.tsv" >"$folder/$peer.log" 2>&1; then
        peers="$peers $peer"
    else
        echo "$peer DOES NOT START, so it is not measured:"
        tail -n 5 "$folder/$peer.log"
    fi
done
start_daemon 10000 0
settle 10000
choose_questions
for _ in $(seq $rounds); do
    ask_daemon >>"$folder/daemon.us"
    ask_in_process >>"$folder/in_process.us"
    for peer in $peers; do
        sh "$bench/peers/time_$peer.sh" ask "$folder/$peer" "$folder/questions" >>"$folder/$peer.us" ||
            echo "$peer DOES NOT ANSWER as it should in a round"
    done
done
row() { # TEXT FLOOR AIM PEER OURS: the median of the rounds' ratios
    measured='not measured'
    if [ -f "$folder/$4.us" ] && [ "$(wc -l <"$folder/$4.us")" -eq $rounds ]; then
        measured=$(paste "$folder/$4.us" "$folder/$5.us" | awk '{ printf "%.3f\n", $1 / $2 }' | median)
    fi
    echo "$1|$2|$3|$measured|high" >>"$rows"
}
echo "servers (10k), CPU us per question, each round of $(wc -l <"$folder/questions") questions:"
for side in daemon in_process postgresql omega; do
    if [ -s "$folder/$side.us" ]; then
        echo "  $side:" "$(tr '\n' ' ' <"$folder/$side.us")"
    else
        echo "  $side: NOT MEASURED"
    fi
done
echo "  counted: daemon, the threads that answer HTTP requests (no cache; all facets); in_process, the same work" \
    "without HTTP; postgresql, the process of the connection (prepared; top 10 with ts_headline, one facet);" \
    "omega, its process for each request and fcgiwrap, no web server (top 10 with text and snippet, no facets)"
row "full work over HTTP / Omega behind fcgiwrap, text and snippets, no facets (10k)" 8 20 omega daemon
row "full work over HTTP / PostgreSQL dutch full text, snippets and facets (10k)" 20 50 postgresql daemon
row "  the same, full work in process" - - postgresql in_process
