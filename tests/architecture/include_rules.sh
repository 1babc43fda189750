#!/bin/sh
# Who may include what: dependencies point from the programs to the engine's public headers, and third-party headers
# stay where they belong.
. "$(dirname "$0")/../shell/tap_lib.sh"
cd "$repo" || exit 2

# includes FOLDER...: "file:header" of every include with double quotes, folders stripped.
includes() {
    grep -rnE '^[[:space:]]*#[[:space:]]*include[[:space:]]+"' "$@" --include='*.c' --include='*.h' --include='*.cc' |
        sed -E 's/^([^:]+):[0-9]+:[^"]*"([^"]+)".*/\1 \2/'
}

# engine_private FOLDER ALLOWED: includes of engine headers by a program that are not allowed.
engine_private() {
    includes "$1" | while read -r file header; do
        name=${header##*/}
        [ -e "engine/$name" ] || continue
        case "$header" in
        */*) echo "$file includes $header: a path" ;;
        *)
            [ -e "$1/$name" ] && continue
            case " $2 " in *" $name "*) ;; *) echo "$file includes $header" ;; esac ;;
        esac
    done
}

public="bpv.h limits.h text_buffer.h utf8.h json_writer.h"
reports="evaluation.h question_list.h coverage.h coverage_write.h changes.h"
rule "the command line includes the engine's public headers only" \
    "$(engine_private cli "$public $reports report_table.h gap_list.h")"
rule "the daemon includes the engine's public headers only" \
    "$(engine_private daemon "$public $reports folder_watch.h gap_list.h gap_words.h")"
rule "the indexer includes the engine's public headers, the writer and the Dutch analysis only" \
    "$(engine_private indexer "$public $reports folder_watch.h index_writer.h dictionary.h dutch_text.h dutch_stem.h \
        dutch_compound.h")"

# The engine and the programs never include each other's headers.
foreign() {
    folder=$1
    shift
    includes "$folder" | while read -r file header; do
        [ -e "$folder/$header" ] && continue
        [ "$folder" != engine ] && [ -e "engine/$header" ] && continue
        for other in "$@"; do
            if [ -e "$other/${header##*/}" ] || [ "${header%%/*}" = "$other" ]; then
                echo "$file includes $header of $other"
            fi
        done
    done
}
rule "the engine includes nothing of the programs" "$(foreign engine indexer cli daemon)"
rule "the indexer includes nothing of the other programs" "$(foreign indexer cli daemon)"
rule "the command line includes nothing of the other programs" "$(foreign cli indexer daemon)"
rule "the daemon includes nothing of the other programs" "$(foreign daemon indexer cli)"
rule "no program includes a folder upwards" "$(includes engine indexer cli daemon | grep ' \.\./' || true)"

# third HEADER ALLOWED-FILES-PATTERN
third() {
    grep -rlE "^[[:space:]]*#[[:space:]]*include[[:space:]]+<$1>" engine indexer cli daemon 2>/dev/null |
        grep -vE "^($2)\$"
}
rule "xapian.h only in the one C++ file" "$(third 'xapian(\.h|/.*)' 'engine/search_index_xapian\.cc')"
rule "there is one C++ file" \
    "$(find engine indexer cli daemon -name '*.cc' -o -name '*.cpp' -o -name '*.hpp' |
    grep -v '^engine/search_index_xapian.cc$' || true)"
rule "utf8proc.h only in utf8.c" "$(third 'utf8proc\.h' 'engine/utf8\.c')"
hashed='engine/index_(hash|hash_wide|file|writer|making|sections)\.[ch]|indexer/[a-z_]*\.c'
hashed="$hashed|daemon/(generation|http_response|answer_cache|assets)\.c"
rule "xxhash.h only in the index file, its writer, and the digests of the indexer and the daemon" \
    "$(third 'xxhash\.h' "$hashed")"
rule "yaml.h only in the YAML reader" "$(third 'yaml\.h' 'indexer/yaml_reader\.[ch]')"
rule "cmark.h only in the Markdown files of the indexer" "$(third 'cmark[a-z_-]*\.h' 'indexer/markdown_[a-z_]*\.[ch]')"
rule "microhttpd.h only in daemon/http_*" "$(third 'microhttpd\.h' 'daemon/http_[a-z_]*\.[ch]')"
rule "seccomp.h only in the filter of the sandbox" "$(third 'seccomp\.h' 'daemon/sandbox_seccomp\.c')"
rule "jansson.h only in the reader of JSON parameters" "$(third 'jansson\.h' 'daemon/json_parameters\.c')"
finish
