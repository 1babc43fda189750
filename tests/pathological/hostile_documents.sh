#!/bin/sh
# bpv-index import on some 110 malformed and hostile documents: each ends within 10 s, within 512 MB for every process,
# with a clear error and status 1, or with a corpus file that `check` accepts. Nothing is left behind. TAP on stdout.
. "$(dirname "$0")/../shell/tap_lib.sh"
BPV_INDEX=$index
export BPV_INDEX
mkdir documents out tmp
TMPDIR=$work/tmp
export TMPDIR

report() { # name, what is wrong (empty: nothing)
    rule "$1" "${2:+$2
$(head -n 5 err)}"
}

# A sanitized program needs more address space than any limit allows.
limit=524288
# shellcheck disable=SC3045
(ulimit -v $limit && "$bin/bpv-index" --version) >/dev/null 2>&1 || limit=unlimited

try() { # document, "fout" or "vrij"
    rm -f out/* out/.[!.]*
    begin=$(date +%s%N)
    # shellcheck disable=SC3045
    (ulimit -v $limit; exec timeout -s KILL 20 "$bin/bpv-index" import -q -o out "$1" </dev/null >log 2>err)
    status=$?
    took=$((($(date +%s%N) - begin) / 1000000))
    wrong=
    case $status in
    0)
        [ "$2" = vrij ] || wrong="took it for a good document"
        "$bin/bpv-index" check -q "$repo/corpus" out >>log 2>&1 ||
            wrong="its corpus file is not accepted: $(grep -m1 out/ log)"
        ;;
    1)
        [ "$(wc -l <err)" = 1 ] || wrong="not one line on stderr"
        grep -q '^bpv-index: [^ ].*: .' err || wrong="no clear error"
        [ -z "$(ls out)" ] || wrong="left a file after an error"
        ;;
    *) wrong="exit status $status" ;;
    esac
    [ "$took" -lt 10000 ] || wrong="took $took ms"
    [ "$took" -le "${slowest:-0}" ] || slowest=$took
    [ -z "$(ls tmp)" ] || wrong="left $(ls tmp) behind"
    report "$(basename "$1") ($took ms)" "$wrong"
}

base64 -d "$repo/tests/import/encrypted.pdf.base64" >documents/wachtwoord.pdf
sed -n '/^## /,$p' "$repo/corpus/1-wet-en-regelgeving/urennorm.md" |
    sed -e '/^<!-- passage/,/^-->/d' -e 's/^## /# /' >good.txt
iconv -f UTF-8 -t CP1252//TRANSLIT good.txt |
    LC_ALL=C awk -v head='Handboek BPV van de school' -f "$repo/tests/import/make_pdf.awk" >good.pdf
pandoc -f markdown -t docx -o good.docx good.txt
pandoc -f markdown -t odt -o good.odt good.txt
perl "$repo/tests/import/hostile.pl" documents good.pdf good.docx good.odt >list || exit 2

for good in good.pdf good.docx good.odt good.txt; do
    rm -f out/*
    "$bin/bpv-index" import -q -o out $good >log 2>err || echo "status $?" >>err
    report "the unharmed $good is imported" "$(grep -q '^## ' out/good.md || echo 'no passages')"
done
while read -r name must; do
    try "documents/$name" "$must"
done <list
try documents/wachtwoord.pdf fout
grep -q wachtwoord err
report "an encrypted PDF is called that" "$([ $? = 0 ] || echo 'no word of the password')"
try documents/scan.pdf fout
report "a scan is called that" "$(grep -q scan err || echo 'no word of a scan')"
mkfifo documents/pijp.pdf documents/pijp.txt
mkdir documents/map.pdf
ln -s nergens documents/los.pdf
ln -s /dev/zero documents/nullen.txt
for name in pijp.pdf pijp.txt map.pdf los.pdf nullen.txt bestaat-niet.docx; do
    try "documents/$name" fout
done
# Names of files: beginning with a dash, with control characters, not UTF-8.
for name in '-o.txt' "$(printf 'rood\033[31m.txt')" "$(printf 'latijn\351.txt')" '....txt' \
    "spatie en 'aanhaling'.txt"; do
    cp good.txt "documents/$name"
    try "documents/$name" vrij
done
report "nothing was written outside its folder" "$(ls /tmp/bpv-ontsnapt 2>/dev/null)"

# A converter that is not installed is named, with its package.
mkdir empty
: >err
PATH=$work/empty "$bin/bpv-index" import -q -o out good.pdf 2>err
report "without Poppler the error names its package" \
    "$(grep -q 'installeer poppler-utils' err || echo 'no package named')"
PATH=$work/empty "$bin/bpv-index" import -q -o out good.docx 2>err
report "without pandoc the error names its package" "$(grep -q 'installeer pandoc' err || echo 'no package named')"
echo "# slowest: $slowest ms"
finish
