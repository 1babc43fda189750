#!/bin/sh
# Installs the Debian packages that the benches need and that are missing: packages.sh peers|speed. Needs root or sudo for that.
set -eu
peers="default-jdk-headless liblucene8-java postgresql postgresql-contrib libsqlite3-dev pandoc debian-edu-doc-nl aptitude-doc-nl debian-faq-nl installation-guide-amd64 debian-handbook libreoffice-help-nl"
speed="wrk libmicrohttpd-dev libxapian-dev wdutch"
case "${1:-}" in
peers) wanted=$peers ;;
speed) wanted=$speed ;;
*) echo "packages.sh: peers or speed" >&2; exit 2 ;;
esac
sh "$(dirname "$0")/../packages.sh" test
missing=
for package in $wanted; do
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
