#!/bin/sh
# Generates a corpus and its plain text: bench_corpus.sh PASSAGES FOLDER [PASSAGES_PER_FILE]. Environment: BENCH, INDEX,
# DICTIONARY.
set -eu
passages=$1 folder=$2 per_file=${3:-}
[ -n "$per_file" ] || [ "$passages" -le 400000 ] || per_file=$((passages / 10000)) # a corpus has at most 20,000 files
[ ! -s "$folder/complete" ] || exit 0
rm -rf "$folder"
mkdir -p "$folder/corpus"
source=$(dirname "$0")/../../corpus
cp "$source/taxonomy.yaml" "$source/sources.yaml" "$folder/corpus/"
# Without what names passages of our own corpus.
sed '/^ *\(- \)\{0,1\}passage:/d' "$source/vocabulary.yaml" >"$folder/corpus/vocabulary.yaml"
cp "$source/notices.yaml" "$source/unanswered.yaml" "$folder/corpus/"
for module in "$source"/[0-9]*/; do
    mkdir "$folder/corpus/$(basename "$module")"
done
"$BENCH/corpus_generator" "$INDEX" "$DICTIONARY" "$passages" "$folder" ${per_file:+"$per_file"}
echo "$passages" >"$folder/complete"
