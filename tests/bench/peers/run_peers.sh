#!/bin/sh
# Our corpus and Debian's Dutch handbooks through all search engines: run_peers.sh INDEX WORK
# Environment: as run_collection.sh, and BPV_INDEX_PROGRAM.
set -eu
index=$1 work=$2
peers=$(dirname "$0")
mkdir -p "$work"
sh "$peers/run_collection.sh" "BPV-wijzer" "$index" "$work/corpus" "$peers/../../questions/own.tsv" \
    "$peers/../../questions/practice.tsv" "$peers/../../questions/from_facts.tsv"
sh "$peers/untagged_collections.sh" "$work/untagged"
for collection in handbooks installation administrator help manuals; do
    folder=$work/untagged/$collection
    "$BPV_INDEX_PROGRAM" build --untagged -q -k "$folder/texts" -o "$folder/index" || [ -s "$folder/index" ]
    sh "$peers/run_collection.sh" "$collection" "$folder/index" "$work/$collection" -f "$folder/questions.tsv"
done
