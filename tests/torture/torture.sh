#!/bin/sh
# What happens to the index and its readers when the machine fails: kill -9, full and read-only disks, no descriptors,
# no memory, I/O errors, damaged files, strange clocks, swaps and signals under load. TAP on stdout; details of what
# went wrong stay in $work/bad until the end.
# Usage: torture.sh long|short. Environment: BPV_BIN, CC.
# Wanted: the old or the new index answers, byte for byte what the corpus says; no crash; errors that name the cause.
set -u
level=${1:-long}
repo=$(cd "$(dirname "$0")/../.." && pwd)
. "$repo/tests/torture/torture_lib.sh"
if [ "$level" = short ]; then
    kills=20 points=2 flips=60 cuts=15 room=3 descriptors='4 8 12'
else
    kills=200 points=25 flips=1000 cuts=120 room=25 descriptors='3 4 5 6 7 8 9 10 12 16 24 40'
fi
prepare

# ---- A build that is killed ----

i=0
while [ $i -lt $kills ]; do
    "$bin/bpv-index" build "$work/new" -q -o "$live" >"$work/out" 2>&1 &
    builder=$!
    sleep "$(random_delay)"
    kill -9 $builder 2>/dev/null
    wait $builder 2>/dev/null
    expect_sound "kill at a random moment, $i"
    [ $((i % 10)) != 0 ] || restore
    i=$((i + 1))
done
none_bad "killed at $kills random moments: an index stays that answers"

if [ -n "$shim" ]; then
    for call in rename fsync; do
        total=$(count_calls "$call")
        i=1
        while [ "$i" -le "$total" ]; do
            if [ "$level" = short ] && [ "$i" -gt 3 ] &&
                [ "$i" -lt $((total - 2)) ]; then i=$((total - 2)); fi # those that publish come last
            restore
            with_fault $call "$i" kill 0
            expect_sound "kill at $call $i"
            "$bin/bpv-index" build "$work/new" -q -o "$live" >"$work/out" 2>&1 ||
                bad "build after kill at $call $i" "$work/out"
            expect_generation "$new_generation" "build after kill at $call $i"
            expect_clean "build after kill at $call $i"
            i=$((i + 1))
        done
        none_bad "killed at the calls of $call ($total in all): the next build mends everything"
    done

    # ---- Calls that fail: write:ENOSPC:1 = from there on every write fails, as on a full disk ----

    for fault in write:ENOSPC:1 write:EIO:0 fsync:EIO:0 read:EIO:0 open:EMFILE:0 open:EACCES:1 mmap:ENOMEM:0 \
        rename:EIO:0 close:EIO:0 \
        write:ENOSPC:0 malloc:ENOMEM:0; do
        call=${fault%%:*} kind=${fault#*:} lasts=${fault##*:}
        kind=${kind%:*}
        total=$(count_calls "$call")
        tried=0
        for i in $(spread 1 "$total" $points); do
            restore
            with_fault "$call" "$i" "$kind" "$lasts"
            expect_failure_or_success $? "$call $i fails with $kind"
            tried=$((tried + 1))
        done
        none_bad \
            "building while $call fails with $kind$([ "$lasts" = 0 ] || echo ' from there on'): $tried of $total places"
    done
    for call in read write; do
        restore
        with_fault $call 1 short 1
        result=$?
        [ $result = 0 ] || bad "every $call does half" "$work/out"
        expect_generation "$new_generation" "every $call does half"
        none_bad "building while every $call does half of its work gives the right index"
    done
    restore
    for fault in open:EMFILE mmap:ENOMEM read:EIO malloc:ENOMEM; do
        call=${fault%:*} kind=${fault#*:}
        total=$(count_calls_of_ask "$call")
        for i in $(spread 1 "$total" $((points * 2))); do
            ask_with_fault "$call" "$i" "$kind"
            expect_answer_or_error $? "asking while $call $i fails with $kind"
        done
        none_bad "asking while $call fails with $kind: $total places"
    done
    ask_with_fault read 1 short 1
    expect_answer $? "asking while every read does half"
    none_bad "asking while every read does half of its work"
else
    skip "faults of system calls" "programs with sanitizers take no LD_PRELOAD"
fi

# ---- Disks ----

restore
if mount -t tmpfs -o size=64m none "$work/disk" 2>/dev/null; then
    mounted=yes
    full=0
    least=$(($(stat -c %s "$work/old.index") / 1024 + 400)) # the old index itself must fit
    for kilobytes in $(spread $least $((4 * least)) $room); do
        umount "$work/disk" && mount -t tmpfs -o "size=${kilobytes}k" none "$work/disk" &&
            cp "$work/old.index" "$work/disk/live.index"
        "$bin/bpv-index" build "$work/new" -q -o "$work/disk/live.index" >"$work/out" 2>&1
        result=$?
        [ $result = 0 ] || { full=$((full + 1)); grep -q 'de schijf is vol' "$work/out" ||
            bad "disk of $kilobytes KB: the cause is not named" "$work/out"; }
        expect_status $result "disk of $kilobytes KB" 0 2
        live=$work/disk/live.index expect_sound "disk of $kilobytes KB"
        live=$work/disk/live.index expect_clean "disk of $kilobytes KB"
    done
    [ $full -gt 0 ] || bad "no disk was full" /dev/null
    none_bad "a disk that is too small: the old index stays, the cause is named ($full of $room)"
    umount "$work/disk" && mount -t tmpfs -o size=64m none "$work/disk" && cp "$work/old.index" "$work/disk/live.index"
    mount -o remount,ro "$work/disk"
    "$bin/bpv-index" build "$work/new" -q -o "$work/disk/live.index" >"$work/out" 2>&1
    expect_status $? "read-only disk" 2
    grep -q 'hier mag niet worden geschreven' "$work/out" || bad "read-only disk: the cause is not named" "$work/out"
    live=$work/disk/live.index expect_sound "read-only disk"
    none_bad "a read-only disk: the old index answers, the cause is named"
    umount "$work/disk"
    mounted=no
else
    skip "a disk that is too small" "mounting is not allowed here"
    skip "a read-only disk" "mounting is not allowed here"
fi
for blocks in $(spread 200 12000 $room); do
    restore
    (trap '' XFSZ; ulimit -f "$blocks"; exec "$bin/bpv-index" build "$work/new" -q -o "$live") >"$work/out" 2>&1
    expect_failure_or_success $? "files of at most $blocks blocks"
done
none_bad "a limit on the size of files: the old index stays"

# ---- Descriptors and memory ----

for count in $descriptors; do
    restore
    (ulimit -n "$count"; exec "$bin/bpv-index" build "$work/new" -q -o "$live") >"$work/out" 2>&1
    expect_limited $? "build with $count descriptors"
    restore
    (ulimit -n "$count"; exec "$bin/bpv" --index "$live" ask --limit 5 --format json "$question") >"$work/answer" \
        2>"$work/out"
    expect_answer_or_limit $? "ask with $count descriptors"
done
none_bad "few descriptors: an answer or a clear error"
if [ "$sanitized" = no ]; then
    for kilobytes in $(spread 20000 120000 "$room"); do
        restore
        (ulimit -v "$kilobytes"; exec "$bin/bpv-index" build "$work/new" -q -o "$live") >"$work/out" 2>&1
        expect_limited $? "build with $kilobytes KB"
        restore
        (ulimit -v "$kilobytes"; exec "$bin/bpv" --index "$live" ask --limit 5 --format json "$question") \
            >"$work/answer" 2>"$work/out"
        expect_answer_or_limit $? "ask with $kilobytes KB"
    done
    none_bad "little memory: an answer or a clear error"
else
    skip "little memory" "sanitizers need much of it"
fi

# ---- Damaged files ----

restore
size=$(wc -c <"$live")
for length in 0 1 100 $(spread 1000 $((size - 1)) $cuts) $((size - 1)); do
    head -c "$length" "$work/old.index" >"$work/damaged"
    expect_refused "$work/damaged" "cut at $length"
done
none_bad "an index cut off at $((cuts + 4)) places is refused"
flip_bits "$work/old.index" "$flips"
none_bad "an index with one bit flipped at $flips places is refused, or answers the same ($harmless did)"
mkfifo "$work/fifo"
mkdir "$work/folder"
expect_refused "$work/fifo" "a FIFO"
expect_refused "$work/folder" "a folder"
expect_refused /dev/null "a device"
expect_refused "$work/nothing" "no file"
ln -s "$work/loop" "$work/loop"
expect_refused "$work/loop" "a loop of links"
none_bad "what is no index is refused"
[ "$level" = short ] || big_index_damage $((flips / 5))
[ "$level" = short ] ||
    none_bad \
    "a large index, checked as it is read: $((flips / 5)) flipped bits give the right passages ($answered) or an error"

# ---- Clocks ----

for epoch in 0 1 86400 253402300799; do
    SOURCE_DATE_EPOCH=$epoch "$bin/bpv-index" build "$work/new" -q -o "$work/dated.index" >"$work/out" 2>&1 ||
        bad "epoch $epoch" "$work/out"
    [ "$(generation_of "$work/dated.index")" = "$new_generation" ] ||
        bad "epoch $epoch changes the generation" "$work/out"
done
for epoch in -1 abc 253402300800 99999999999999999999; do
    SOURCE_DATE_EPOCH=$epoch "$bin/bpv-index" build "$work/new" -q -o "$work/dated.index" >"$work/out" 2>&1
    expect_status $? "epoch $epoch" 2
done
none_bad "the time of a build does not change what it answers; a wrong one is refused"
restore
for day in 0001-01-01 1970-01-01 2038-01-19 2038-01-20 9999-12-31 2026-02-29 gisteren; do
    BPV_TODAY=$day ask "$live" >"$work/answer" 2>"$work/out"
    expect_status $? "today is $day" 0 1 2
done
for day in 2026-11-22 2020-01-01 2026-11-22; do
    BPV_TODAY=$day "$bin/bpv" --index "$live" ask --limit 3 --format json "$question" 2>"$work/out" |
        jq -r '.answers[].expired' | grep -q true &&
        bad "an expired passage answers on $day" "$work/out"
done
none_bad "a clock that jumps gives no expired passage as an answer"

# ---- The daemon ----

if [ "$level" = long ]; then
    daemon_under_load
    sh "$repo/tests/shell/t0320-swap-under-load.sh" >"$work/swaps" 2>&1 || bad "100 swaps under load" "$work/swaps"
    none_bad "100 swaps under load: no request failed, none was mixed"
    leaks
fi
finish
