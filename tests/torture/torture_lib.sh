# torture_lib.sh: what torture.sh does and checks. Sourced. Needs $repo; gives $work, $live (the index that must
# survive) and TAP.
bin=${BPV_BIN:-$repo/build/bin}
case $bin in /*) ;; *) bin=$repo/$bin ;; esac
unset BPV_BIN BPV_INDEX BPV_CORPUS BPV_LISTEN BPV_UNIX BPV_ROOT BPV_HOSTS BPV_THREADS BPV_CACHE_BYTES SOURCE_DATE_EPOCH
BPV_TODAY=2026-11-22
export BPV_TODAY
work=$(mktemp -d) || exit 2
live=$work/live/live.index
question='Wie tekent de praktijkovereenkomst?'
number=0
failures=0
mounted=no
sanitized=no
if grep -q -a -e __asan_init -e __tsan_init -e __ubsan_handle -e __gcov_ "$bin/bpv-index"; then sanitized=yes; fi

leave() {
    [ $mounted = no ] || umount "$work/disk"
    rm -rf "$work"
}
trap leave EXIT
trap 'exit 2' INT TERM

# ---- TAP: what goes wrong is collected, and one line tells of many tries ----

bad() { # what, file with the output
    { echo "$1"; head -n 3 "$2" | sed 's/^/    /'; } >>"$work/bad"
}
none_bad() { # name
    number=$((number + 1))
    if [ -s "$work/bad" ]; then
        failures=$((failures + 1))
        echo "not ok $number - $1"
        sed 's/^/# /' "$work/bad" | head -n 30
        : >"$work/bad"
    else
        echo "ok $number - $1"
    fi
}
skip() {
    number=$((number + 1))
    echo "ok $number - $1 # SKIP $2"
}
finish() {
    echo "1..$number"
    [ "$failures" -eq 0 ]
    exit
}

# ---- Two editions ----

generation_of() { "$bin/bpv" --index "$1" ask --limit 1 --format json "$question" 2>/dev/null | jq -r .generation; }
ask() { "$bin/bpv" --index "$1" ask --limit 5 --format json "$question"; }

prepare() {
    mkdir "$work/live" "$work/disk" "$work/old" "$work/new"
    : >"$work/bad"
    cp -r "$repo/corpus/." "$work/old/"
    cp -r "$repo/corpus/." "$work/new/"
    file=$(grep -rl '^id: pok-wie-tekent$' "$work/new" | head -n 1)
    awk '{ print } /^id: pok-wie-tekent$/ { inside = 1 }
        inside && /^-->/ { print ""; print "Dit staat alleen in de tweede uitgave."; inside = 0 }' \
        "$file" >"$file.new" && mv "$file.new" "$file"
    for edition in old new; do
        "$bin/bpv-index" build "$work/$edition" -q -o "$work/$edition.index" >"$work/out" 2>&1 ||
            { echo "Bail out! the $edition index is not built"; cat "$work/out"; exit 2; }
    done
    old_generation=$(generation_of "$work/old.index")
    new_generation=$(generation_of "$work/new.index")
    [ -n "$old_generation" ] && [ "$old_generation" != "$new_generation" ] ||
        { echo "Bail out! the editions do not differ"; exit 2; }
    ask "$work/old.index" | jq 'del(.took_us)' >"$work/old.answer"
    shim=
    if [ $sanitized = no ]; then
        shim=$work/fault_shim.so
        ${CC:-cc} -std=c11 -O1 -Wall -Wextra -Werror -shared -fPIC "$repo/tests/torture/fault_shim.c" -o "$shim" -ldl ||
            { echo "Bail out! the shim does not compile"; exit 2; }
    fi
    restore
}
restore() { # the old edition, and nothing beside it
    rm -rf "$work/live"
    mkdir "$work/live"
    cp "$work/old.index" "$live"
}

# ---- Promises ----

# The live index is the old or the new one, whole, and says what its corpus says.
expect_sound() { # what
    "$bin/bpv" --index "$live" ask --limit 5 --format json "$question" >"$work/answer" 2>"$work/out"
    result=$?
    [ $result = 0 ] || { bad "$1: no answer, status $result" "$work/out"; return; }
    generation=$(jq -r .generation "$work/answer")
    case $generation in
    "$old_generation") edition=old ;;
    "$new_generation") edition=new ;;
    *) bad "$1: generation $generation" "$work/answer"; return ;;
    esac
    "$bin/bpv" --index "$live" verify --all --corpus "$work/$edition" >"$work/out" 2>&1 ||
        bad "$1: not what the corpus says" "$work/out"
}
expect_generation() { # generation, what
    [ "$(generation_of "$live")" = "$1" ] || bad "$2: another generation" /dev/null
    expect_sound "$2"
}
expect_clean() { # what: no temporary files beside the index
    left=$(ls -A "$(dirname "$live")" | grep -v -x -e live.index -e live.index.vorige)
    [ -z "$left" ] || { echo "$left" >"$work/left"; bad "$1: left behind" "$work/left"; }
}
expect_status() { # status, what, allowed...
    got=$1 what=$2
    shift 2
    for allowed in "$@"; do
        [ "$got" != "$allowed" ] || return 0
    done
    bad "$what: status $got" "$work/out"
}
# A build that met a failure: done, or refused with a reason; out of memory may end the program, with a word.
expect_failure_or_success() { # status, what
    if [ "$1" = 134 ]; then
        # cmark has its own words.
        grep -q -e geheugen -e 'returned null pointer' "$work/out" || bad "$2: ended without a word" "$work/out"
    else
        expect_status "$1" "$2" 0 1 2
        [ "$1" = 0 ] || grep -q -E 'bpv-index: .{15}|^[^:]*:.*kan niet worden gelezen' "$work/out" ||
            bad "$2: no reason given" "$work/out"
        ! grep -q 'beschadigd' "$work/out" || bad "$2: the wrong reason" "$work/out"
        [ "$call" = close ] || [ "$call" = open ] || expect_clean "$2"
    fi
    expect_sound "$2"
    [ "$1" != 0 ] || [ "$(generation_of "$live")" = "$new_generation" ] ||
        bad "$2: said to be done, but is not" "$work/out"
}
# The same under limits of the system, which may keep the program from starting at all.
expect_limited() { # status, what
    call=open
    [ "$1" = 127 ] && grep -q 'shared' "$work/out" && { expect_sound "$2"; return; }
    expect_failure_or_success "$1" "$2"
}
expect_answer() { # status, what
    [ "$1" = 0 ] || { bad "$2: status $1" "$work/out"; return; }
    jq 'del(.took_us)' "$work/answer" >"$work/got" 2>/dev/null
    cmp -s "$work/got" "$work/old.answer" || bad "$2: another answer" "$work/answer"
}
expect_answer_or_error() { # status, what
    case $1 in
    0) expect_answer "$1" "$2" ;;
    2) grep -q -E 'bpv: .{15}' "$work/out" || bad "$2: no reason given" "$work/out" ;;
    134) grep -q 'geheugen' "$work/out" || bad "$2: ended without a word" "$work/out" ;;
    *) bad "$2: status $1" "$work/out" ;;
    esac
}
expect_answer_or_limit() { # status, what
    [ "$1" = 127 ] && grep -q 'shared' "$work/out" && return
    expect_answer_or_error "$1" "$2"
}
expect_refused() { # file, what
    timeout 10 "$bin/bpv" --index "$1" ask "$question" >"$work/answer" 2>"$work/out"
    result=$?
    [ $result = 2 ] && [ ! -s "$work/answer" ] && grep -q -E '(index|map|bestand)' "$work/out" ||
        bad "$2: status $result" "$work/out"
}

# ---- Places ----

spread() { # first, last, how many: numbers between the two, ends included
    awk -v first="$1" -v last="$2" -v count="$3" 'BEGIN {
        if (last - first + 1 <= count) { for (i = first; i <= last; i++) print i; exit }
        for (i = 0; i < count; i++) print int(first + (last - first) * i / (count > 1 ? count - 1 : 1))
    }'
}
seed=20261122
random_delay() { # up to half a second, the same each run
    seed=$(((seed * 1103515245 + 12345) % 2147483648))
    awk -v seed="$seed" 'BEGIN { printf "%.4f", seed / 2147483648 * 0.5 }'
}
count_calls() { # call: how many of them a build makes
    restore
    LD_PRELOAD=$shim FAULT_CALL=$1 FAULT_COUNT=$work/count "$bin/bpv-index" build "$work/new" -q -o "$live" \
        >"$work/out" 2>&1
    cat "$work/count"
}
# The braces keep the shell's own word about a killed program off the screen.
with_fault() { # call, place, kind, lasts: a build
    {
        LD_PRELOAD=$shim FAULT_CALL=$1 FAULT_AT=$2 FAULT_KIND=$3 FAULT_LASTS=$4 \
            "$bin/bpv-index" build "$work/new" -q -o "$live" >"$work/out" 2>&1
    } 2>/dev/null
}
count_calls_of_ask() {
    LD_PRELOAD=$shim FAULT_CALL=$1 FAULT_COUNT=$work/count "$bin/bpv" --index "$live" ask --limit 5 --format json \
        "$question" >/dev/null 2>&1
    cat "$work/count"
}
ask_with_fault() { # call, place, kind, lasts
    {
        LD_PRELOAD=$shim FAULT_CALL=$1 FAULT_AT=$2 FAULT_KIND=$3 FAULT_LASTS=${4:-0} \
            "$bin/bpv" --index "$live" ask --limit 5 --format json "$question" >"$work/answer" 2>"$work/out"
    } 2>/dev/null
}

# ---- Flipped bits ----

# flip FILE PLACE BIT: in place.
flip() {
    byte=$(od -An -tu1 -j "$2" -N1 "$1" | tr -d ' ')
    changed=$((byte ^ (1 << $3)))
    # shellcheck disable=SC2059
    printf "\\$(printf '%03o' $changed)" | dd of="$1" bs=1 seek="$2" conv=notrunc status=none
}
next_place() { # size: sets $place and $bit
    seed=$(((seed * 1103515245 + 12345) % 2147483648))
    place=$((seed % $1))
    bit=$((seed / 65536 % 8))
}
flip_bits() { # index, how many
    cp "$1" "$work/damaged"
    size=$(wc -c <"$1")
    harmless=0
    done_flips=0
    while [ $done_flips -lt "$2" ]; do
        next_place "$size"
        flip "$work/damaged" "$place" "$bit"
        ask "$work/damaged" >"$work/answer" 2>"$work/out"
        result=$?
        expect_answer_or_error $result "bit $bit of byte $place"
        [ $result != 0 ] || harmless=$((harmless + 1))
        flip "$work/damaged" "$place" "$bit"
        done_flips=$((done_flips + 1))
    done
}
# What the first index holds under the ids of answers that were read from the second.
as_in() { # index, file with one passage per line
    jq -r '.[0]' "$2" | while read -r id; do
        "$bin/bpv" --index "$1" show --json "$id" | jq -c '[.id, .text, .path, .lines]'
    done
}
# Copies of the corpus as plain Markdown: so large that the index is not checked whole when it is opened.
big_index_damage() { # how many
    mkdir "$work/copies"
    for copy in 1 2 3 4 5 6 7 8; do
        cp -r "$repo/corpus" "$work/copies/$copy"
    done
    find "$work/copies" -name '*.md' -exec sed -i '/^<!-- passage/,/^-->/d' {} +
    "$bin/bpv-index" build --untagged "$work/copies" -q -o "$work/sound.index" >"$work/out" 2>&1 ||
        bad "the large index is not built" "$work/out"
    size=$(wc -c <"$work/sound.index")
    [ "$size" -gt 8388608 ] || bad "the large index is not large: $size" /dev/null
    "$bin/bpv" --index "$work/sound.index" verify --all --corpus "$work/copies" >"$work/out" 2>&1 ||
        bad "the large index is not what the corpus says" "$work/out"
    cp "$work/sound.index" "$work/damaged.index"
    done_flips=0
    answered=0
    while [ $done_flips -lt "$1" ]; do
        next_place "$size"
        flip "$work/damaged.index" "$place" "$bit"
        "$bin/bpv" --index "$work/damaged.index" ask --limit 10 --format json "$question" >"$work/answer" 2>"$work/out"
        result=$?
        expect_status $result "bit $bit of byte $place of the large index" 0 1 2
        if [ $result = 0 ]; then
            answered=$((answered + 1))
            jq -c '.answers[] | [.id, .text, .path, .lines]' "$work/answer" >"$work/passages"
            as_in "$work/sound.index" "$work/passages" | cmp -s - "$work/passages" ||
                bad "bit $bit of byte $place of the large index: not the passages of the corpus" "$work/passages"
        fi
        flip "$work/damaged.index" "$place" "$bit"
        done_flips=$((done_flips + 1))
    done
}

# ---- The daemon ----

start_daemon() { # sets $daemon and $port
    "$bin/bpvd" --listen 127.0.0.1:0 --index "$live" "$@" 2>"$work/daemon.log" &
    daemon=$!
    tries=0
    until grep -q event=listening "$work/daemon.log"; do
        tries=$((tries + 1))
        [ $tries -lt 100 ] || { bad "the daemon does not start" "$work/daemon.log"; return 1; }
        sleep 0.1
    done
    port=$(sed -n 's/.*event=listening address=127\.0\.0\.1:\([0-9]*\) .*/\1/p' "$work/daemon.log" | head -n 1)
}
daemon_under_load() {
    restore
    ${CC:-cc} -std=c11 -O2 -D_GNU_SOURCE "$repo/tests/bench/http_load.c" -o "$work/http_load" -lpthread ||
        { bad "http_load does not compile" /dev/null; return; }
    for word in stage verzuim praktijkovereenkomst examen; do echo "/v1/answers?q=$word"; done >"$work/paths"
    for round in 1 2 3 4 5; do
        start_daemon || break
        timeout 30 "$work/http_load" 127.0.0.1 "$port" 8 2 "$work/paths" >"$work/load" 2>&1 &
        load=$!
        sleep "0.$((round * 2 - 1))"
        kill -TERM $daemon
        wait $daemon
        expect_status $? "SIGTERM under load, round $round" 0
        wait $load
        ! grep -q -e 'ERROR: ' -e 'runtime error' "$work/daemon.log" ||
            bad "SIGTERM under load, round $round" "$work/daemon.log"
    done
    none_bad "SIGTERM under load: status 0"
    # More clients than descriptors: those that come in time get answers, and all do afterwards.
    (ulimit -n 40; exec "$bin/bpvd" --listen 127.0.0.1:0 --index "$live") 2>"$work/daemon.log" &
    daemon=$!
    sleep 1
    port=$(sed -n 's/.*event=listening address=127\.0\.0\.1:\([0-9]*\) .*/\1/p' "$work/daemon.log" | head -n 1)
    if [ -n "$port" ]; then
        timeout 30 "$work/http_load" 127.0.0.1 "$port" 64 2 "$work/paths" >"$work/load" 2>&1
        sleep 1
        curl -s --max-time 10 "http://127.0.0.1:$port/v1/answers?q=praktijkovereenkomst" | jq -e .answered >/dev/null ||
            bad "no answer after the rush" "$work/daemon.log"
    else
        grep -q -E 'error|fout|open' "$work/daemon.log" || bad "few descriptors: no reason given" "$work/daemon.log"
    fi
    kill -TERM $daemon 2>/dev/null
    wait $daemon
    expect_status $? "the daemon with few descriptors" 0 1 2
    none_bad "more clients than descriptors: it goes on"
}

# One build and one question under valgrind: no bad access, nothing lost.
leaks() {
    if [ $sanitized = yes ] || ! command -v valgrind >/dev/null; then
        skip "no leak" "valgrind is not here, or sanitizers look already"
        return
    fi
    mkdir "$work/part"
    cp -r "$work/old/"*.yaml "$work/old/1-wet-en-regelgeving" "$work/part/"
    for command in "$bin/bpv-index build $work/part -k -q -o $work/part.index" \
        "$bin/bpv --index $work/old.index ask --explain stagevergoeding"; do
        # shellcheck disable=SC2086
        valgrind -q --leak-check=full --errors-for-leak-kinds=definite,indirect --error-exitcode=99 $command \
            >"$work/out" 2>&1
        expect_status $? "valgrind: ${command%% *}" 0 1
    done
    none_bad "valgrind finds no bad access and no leak"
}
