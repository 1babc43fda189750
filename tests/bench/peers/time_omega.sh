#!/bin/sh
# CPU time of Omega behind fcgiwrap:
#   time_omega.sh start FOLDER PLAIN.tsv   index the passages, start fcgiwrap on a socket of its own
#   time_omega.sh ask FOLDER QUESTIONS     CPU microseconds per question: one process of Omega, and fcgiwrap's share
#   time_omega.sh stop FOLDER
# The passages are indexed by scriptindex with Dutch stems and without positions, then compacted. Any word will do
# (DEFAULTOP=or); top 10 with text and snippet; no facets, which Omega can not count over all matches, and no top terms.
# The web server before fcgiwrap and the client are not counted. Environment: BENCH.
set -eu
command=$1
mkdir -p "$2"
folder=$(readlink -f "$2")
omega=/usr/lib/cgi-bin/omega/omega

start() { # PLAIN
    rm -rf "${folder:?}"/*
    mkdir "$folder/databases" "$folder/templates"
    for option in database_dir=databases template_dir=templates log_dir=. cdb_dir=.; do
        echo "${option%=*} $folder/${option#*=}"
    done >"$folder/omega.conf"
    cat >"$folder/templates/top" <<'TEMPLATE'
$set{stemmer,dutch}$set{stem_strategy,all_z}$httpheader{Content-Type,application/json}
{"total":$msize}
$hitlist{{"title":"$json{$field{title}}","theme":"$field{theme}","text":"$json{$field{text}}",
"snippet":"$json{$snippet{$field{text}}}"}
}
TEMPLATE
    cat >"$folder/script" <<'SCRIPT'
title : field weight=4 indexnopos
text : field indexnopos
theme : field boolean=XT
SCRIPT
    awk -F '\t' 'NF > 1 { printf "title=%s\ntext=%s\ntheme=%d\n\n", $1, $2, (NR - 1) / 40 % 10 }' "$1" >"$folder/dump"
    scriptindex --stemmer=dutch "$folder/databases/raw" "$folder/script" "$folder/dump"
    xapian-compact "$folder/databases/raw" "$folder/databases/default" >/dev/null 2>&1
    rm -r "$folder/databases/raw" "$folder/dump"
    # A socket's name is short; the folder's may not be.
    socket=$(mktemp -d)/fcgi
    echo "$socket" >"$folder/socket"
    fcgiwrap -s "unix:$socket" >"$folder/log" 2>&1 &
    echo $! >"$folder/pid"
    for _ in $(seq 100); do
        [ ! -S "$socket" ] || return 0
        sleep 0.05
    done
    echo "fcgiwrap does not listen:" "$(cat "$folder/log")" >&2
    return 1
}
own_ticks() {
    sed 's/.*) //' "/proc/$(cat "$folder/pid")/stat" | awk '{ print $12 + $13 }'
}
ask() { # QUESTIONS
    . "$(dirname "$0")/../measure.sh"
    encode "$1" | sed 's/.*?q=//' >"$folder/encoded"
    socket=$(cat "$folder/socket")
    rm -f "$folder/cpu" "$folder/replies"
    export REQUEST_METHOD=GET OMEGA_CONFIG_FILE="$folder/omega.conf" CGI_PROGRAM=$omega CGI_CPU_FILE="$folder/cpu"
    SCRIPT_FILENAME=$(readlink -f "$BENCH/cgi_cpu")
    export SCRIPT_FILENAME
    before=$(own_ticks)
    while read -r question; do
        QUERY_STRING="FMT=top&DEFAULTOP=or&HITSPERPAGE=10&P=$question" cgi-fcgi -bind -connect "$socket" </dev/null
    done <"$folder/encoded" >"$folder/replies"
    # The last reply may be here before its process is counted.
    for _ in $(seq 40); do
        [ "$(wc -l <"$folder/cpu")" -lt "$(wc -l <"$1")" ] || break
        sleep 0.05
    done
    awk -v own=$(($(own_ticks) - before)) -v hz="$per_second" -v asked="$(wc -l <"$1")" \
        -v hits="$(grep -c '<strong>' "$folder/replies")" '
        { n += $1 }
        END {
            if (NR != asked || hits < 5 * asked) {
                print "Omega: " asked " questions, " NR " processes, " hits " snippets" >"/dev/stderr"
                exit 1
            }
            printf "%.1f\n", (n + own / hz * 1e6) / asked
        }' "$folder/cpu"
}
stop() {
    [ ! -s "$folder/pid" ] || kill "$(cat "$folder/pid")" 2>/dev/null || true
    [ ! -s "$folder/socket" ] || rm -rf "$(dirname "$(cat "$folder/socket")")"
    rm -f "$folder/pid" "$folder/socket"
}
case $command in
start) start "$3" ;;
ask) ask "$3" ;;
stop) stop ;;
esac
