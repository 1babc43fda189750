#!/bin/sh
# bpv-index build --cache while another process takes the index away or puts another in its place, at each file that
# the build opens: the build succeeds, and the next one leaves what the corpus says. TAP on stdout.
. "$(dirname "$0")/tap_lib.sh"
. "$repo/tests/shell/corpus_lib.sh"

if grep -q -a -e __asan_init -e __tsan_init -e __ubsan_handle -e __gcov_ "$bin/bpv-index"; then
    skip "an index that is swapped during a build" "the library that swaps does not go with a sanitizer"
    finish
fi
${CC:-cc} -std=c11 -O1 -Wall -Wextra -Werror -shared -fPIC "$repo/tests/torture/fault_shim.c" -o shim.so -ldl ||
    { echo "Bail out! the shim does not compile"; exit 2; }

build() { "$bin/bpv-index" build c -q -o made.index --cache cache >out 2>err; }
sound() { "$bin/bpv" --index made.index verify --all --corpus c >/dev/null; }
restore() {
    rm -rf c cache made.index
    cp -rp sound.c c
    cp -rp sound.cache cache
    cp sound.index made.index
    cp other.index put.index
    $change
}
swapped() { # call, then FROM and TO: while build runs; the next build is left alone
    restore
    LD_PRELOAD=$work/shim.so FAULT_CALL=open FAULT_AT=$1 FAULT_KIND=swap FAULT_FROM=$2 FAULT_TO=$3 \
        "$bin/bpv-index" build c -q -o made.index --cache cache >out 2>err ||
        { echo "open $1: status $?"; cat err; return 1; }
    build || { echo "open $1: the next build has status $?"; cat err; return 1; }
    sound || { echo "open $1: the next index is not sound"; return 1; }
}
each_open() { # FROM TO
    restore
    LD_PRELOAD=$work/shim.so FAULT_CALL=open FAULT_COUNT=$work/count "$bin/bpv-index" build c -q -o made.index \
        --cache cache >out 2>err || return 1
    [ "$(cat count)" -gt 10 ] || { echo "only $(cat count) files are opened"; return 1; }
    call=0
    while [ $((call += 1)) -le "$(cat count)" ]; do
        swapped $call "$@" || return 1
    done
}

make_corpus c
sed -i 's/een jaar na de stage/tien jaar na de stage/' c/1-wet/pok.md
build
cp made.index other.index
rm -r cache
make_corpus c
touch -d '2 minutes ago' c/*.yaml c/1-wet/pok.md
build
cp -rp c sound.c
cp -rp cache sound.cache
cp made.index sound.index

touched() { touch c/1-wet/pok.md; }
edited() { sed -i 's/tekenen samen/tekenen met elkaar/' c/1-wet/pok.md; }
for change in touched edited; do
    ok "a file is $change and the index disappears" each_open made.index gone.index
    ok "a file is $change and another index comes in its place" each_open put.index made.index
done
finish
