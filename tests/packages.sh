#!/bin/sh
# Installs the Debian packages that are missing: packages.sh run|test|bench|peers|speed|fuzz|torture. Needs root or sudo
# only when something is missing.
set -eu
run="gcc g++ binutils libc6-dev libxapian-dev libcmark-dev libyaml-dev libmicrohttpd-dev libseccomp-dev \
    libutf8proc-dev libxxhash-dev libjansson-dev zlib1g-dev wdutch"
test="libcmocka-dev jq curl nodejs npm chromium nginx-light mandoc groff-base tidy poppler-utils pandoc procps \
    netcat-openbsd bash-completion python3-minimal systemd util-linux xapian-tools iproute2 rsync stunnel4 openssl"
bench="libsqlite3-dev wrk"
peers="default-jdk-headless liblucene8-java postgresql postgresql-contrib libsqlite3-dev pandoc debian-edu-doc-nl \
    aptitude-doc-nl debian-faq-nl installation-guide-amd64 debian-handbook libreoffice-help-nl"
speed="wrk libsqlite3-dev postgresql xapian-omega fcgiwrap libfcgi-bin"
case "${1:-run}" in
run) wanted=$run ;;
test) wanted="$run $test" ;;
fuzz) wanted="$run clang libclang-rt-14-dev" ;;
torture) wanted="$run jq curl procps" ;;
bench) wanted="$run $test $bench" ;;
peers) wanted="$run $test $peers" ;;
speed) wanted="$run $test $speed" ;;
*) echo "packages.sh: run, test, bench, peers, speed, fuzz or torture" >&2; exit 2 ;;
esac
missing=
for package in $wanted; do
    case $package in
    nodejs) command -v node >/dev/null 2>&1 && continue ;;
    npm) command -v npm >/dev/null 2>&1 && continue ;;
    esac
    dpkg-query -W -f '${Status}' "$package" 2>/dev/null | grep -q 'ok installed' || missing="$missing $package"
done
[ -n "$missing" ] || exit 0
sudo=
[ "$(id -u)" -eq 0 ] || sudo=sudo
echo "installing:$missing"
export DEBIAN_FRONTEND=noninteractive
$sudo apt-get update -qq
# shellcheck disable=SC2086
$sudo apt-get install -y -qq --no-install-recommends $missing >/dev/null
