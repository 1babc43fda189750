#!/bin/sh
# How an index, its building and its answers grow, from a file and over TCP: bench_growth.sh WORK PASSAGES... (at least
# two sizes, the largest last). Ends in what ten million passages would take if it goes on like that. Environment:
# BENCH, BIN, INDEX, DICTIONARY.
set -eu
work=$1
shift
questions=${QUESTIONS:-300}
server=
trap '[ -z "$server" ] || kill -TERM "-$server" 2>/dev/null' EXIT
mkdir -p "$work"
: >"$work/growth.txt"
for passages in "$@"; do
    folder=$work/$passages
    sh "$(dirname "$0")/bench_corpus.sh" "$passages" "$folder"
    "$BENCH/time_programs" 1 -- "$BIN/bpv-index" build -q "$folder/corpus" -o "$folder/growth.index" \
        -- "$BIN/bpv-index" remote -q "$folder/growth.index" -o "$folder/growth.remote" >"$work/time.txt"
    port=$((30000 + passages % 10000 + $$ % 1000))
    setsid xapian-tcpsrv --port $port --interface 127.0.0.1 --quiet "$folder/growth.remote" </dev/null \
        >"$work/server.txt" 2>&1 &
    server=$!
    sleep 1
    "$BENCH/bench_remote" "$folder/questions.txt" "$questions" "$folder/growth.index" >"$work/file.txt"
    "$BENCH/bench_remote" "$folder/questions.txt" "$questions" "tcp://127.0.0.1:$port" >"$work/remote.txt"
    kill -TERM "-$server"
    server=
    # passages, text, index and remote bytes; CPU ms and kB to build; CPU ms to make remote; then bench_remote of the
    # file and over TCP
    echo "$passages $(stat -c %s "$folder/plain.tsv" "$folder/growth.index" "$folder/growth.remote" | tr '\n' ' ')" \
        "$(sed -n 1p "$work/time.txt" | cut -d ' ' -f 2,3) $(sed -n 2p "$work/time.txt" | cut -d ' ' -f 2)" \
        "$(cat "$work/file.txt") $(cat "$work/remote.txt")" >>"$work/growth.txt"
done
awk -v target=10000000 '
function row(name, column, scale, form, fixed) {
    printf "%-58s", name
    for (i = 1; i <= NR; i++) printf " %10" form, value[i, column] / scale
    exponent = log(value[NR, column] / value[1, column]) / log(value[NR, 1] / value[1, 1])
    printf " %7.2f %12" form "\n", exponent, value[NR, column] / scale * (target / value[NR, 1]) ^ exponent
}
{ for (i = 1; i <= NF; i++) value[NR, i] = $i }
END {
    printf "%-58s", "passages"
    for (i = 1; i <= NR; i++) printf " %10d", value[i, 1]
    printf " %7s %12s\n", "growth", target
    row("plain text, MB", 2, 1e6, ".1f")
    row("index file, MB", 3, 1e6, ".1f")
    row("database for xapian-tcpsrv, MB", 4, 1e6, ".1f")
    row("building the index, CPU s", 5, 1e3, ".1f")
    row("building the index, peak memory MB", 6, 1e3, ".0f")
    row("making the database for xapian-tcpsrv, CPU s", 7, 1e3, ".1f")
    row("a question, file, first time: median us", 10, 1, ".0f")
    row("a question, file, again: median us", 13, 1, ".0f")
    row("a question, file, again: 99th percentile us", 14, 1, ".0f")
    row("a question, file, again: CPU us", 15, 1, ".0f")
    row("opening over TCP, ms", 18, 1, ".0f")
    row("a question, over TCP, first time: median us", 20, 1, ".0f")
    row("a question, over TCP, first time: 99th percentile us", 21, 1, ".0f")
    row("a question, over TCP, again: median us", 23, 1, ".0f")
    row("a question, over TCP, again: 99th percentile us", 24, 1, ".0f")
    row("a question, over TCP, again: CPU of the front us", 25, 1, ".0f")
    row("memory of the front over TCP, after the questions, MB", 26, 1e3, ".1f")
    for (i = 1; i <= NR; i++) partial += value[i, 17] + value[i, 27]
    print "partial answers: " partial + 0
}' "$work/growth.txt"
