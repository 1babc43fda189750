#!/bin/sh
# embed_assets.sh DIRECTORY: writes a C file with the bytes of every file in it, plain and compressed, under a name with
# a hash of the content (see assets.h). Needs nothing but coreutils, gzip and sed, so that it works on a bare Debian.
set -eu
export LC_ALL=C
cd "$1"
list=$(find . -maxdepth 1 -type f ! -name '.*' ! -name '*~' | sed 's|^\./||' | sort)

bytes() {
    echo "static const unsigned char $1[] = {"
    od -An -v -tx1 | sed 's/ \([0-9a-f][0-9a-f]\)/0x\1,/g'
    echo '0}; /* the last byte is not counted */'
}

echo '#include "assets.h"'
echo
echo 'extern const struct asset embedded_assets[];'
echo 'extern const char embedded_assets_digest[];'
echo
number=0
for name in $list; do
    bytes "plain_$number" < "$name"
    gzip -9nc "$name" | bytes "gzip_$number"
    number=$((number + 1))
done

echo 'const struct asset embedded_assets[] = {'
number=0
for name in $list; do
    hash=$(sha256sum "$name" | cut -c1-12)
    hashed="${name%.*}.$hash.${name##*.}"
    plain_length=$(wc -c < "$name")
    gzip_length=$(gzip -9nc "$name" | wc -c)
    [ "$gzip_length" -lt "$plain_length" ] || gzip_length=0
    echo "    {\"$name\", \"$hashed\", \"/assets/$hashed\", plain_$number, gzip_$number, $plain_length, $gzip_length},"
    number=$((number + 1))
done
echo '    {0},'
echo '};'
digest=$(for name in $list; do sha256sum "$name"; done | sha256sum | cut -c1-12)
echo "const char embedded_assets_digest[] = \"$digest\";"
