#!/bin/bash
# The bash completion: commands, options, values, ids. TAP on stdout.
. "$(dirname "$0")/tap_lib.sh"
BPV_INDEX=$index
PATH=$bin:$PATH
export BPV_INDEX PATH
mkdir schoolcorpus
: >school.index

# name, what must be offered (a pattern of whole words, or "" for nothing), then the words up to the cursor; the last is
# being typed
offers() {
    local name=$1 wanted=$2 function=_bpv got word
    shift 2
    [[ $1 == bpv-index ]] && function=_bpv_index
    COMP_WORDS=("$@")
    COMP_CWORD=$(($# - 1))
    COMPREPLY=()
    "$function" 2>/dev/null
    got=" ${COMPREPLY[*]-} "
    for word in $wanted; do
        [[ $got == *" $word "* ]] || { rule "$name" "lacks $word in:${got:0:300}"; return; }
    done
    [[ -n $wanted || $got == "  " ]] || { rule "$name" "offers:${got:0:300}"; return; }
    rule "$name" ""
}

bash -n "$repo/cli/bpv.bash-completion" || exit 2
# shellcheck source=/dev/null
. "$repo/cli/bpv.bash-completion"

offers "commands" "ask show cite verify similar list status analyze" bpv ""
offers "the beginning of a command" "show status" bpv s
offers "options of ask" "--module --expired --explain --limit --index" bpv ask --
offers "an option that is begun" "--explain" bpv ask --expl
offers "after the global options too" "--module" bpv --index "$BPV_INDEX" ask --mod
offers "options of cite" "--long --short --format" bpv cite --
offers "modules" "1 2 3 4 5 6" bpv ask --module ""
offers "themes" "1 10" bpv ask --theme 1
offers "roles" "coordinator" bpv ask --role c
offers "phases" "voor tijdens na altijd" bpv ask --phase ""
offers "forces" "wet afspraak advies achtergrond" bpv list passages --force ""
offers "formats of ask" "text json tsv md" bpv ask --format ""
offers "formats of cite" "html" bpv cite --format h
offers "colours, written with an equals sign" "always" bpv --color = al
offers "ids" "pok-wie-tekent" bpv show pok-wie
offers "ids for cite, from a named index" "pok-wie-tekent" bpv --index "$BPV_INDEX" cite pok-w
offers "no ids from an index that is not there" "" bpv --index /nowhere/index show pok
offers "lists" "modules passages glossary" bpv list ""
offers "files as index" "school.index" bpv --index sch
offers "directories as corpus" "schoolcorpus" bpv verify --corpus sch
offers "nothing for a question" "" bpv ask pok
offers "commands of bpv-index" "build check import questions remote" bpv-index ""
offers "options of build" "--keep-going --untagged -o --name --dictionary --cache" bpv-index build -
offers "options of check" "--write-ids --format --untagged --tagger" bpv-index check --
offers "formats of check" "text json" bpv-index check --format ""
offers "files as output" "school.index" bpv-index build corpus -o sch
offers "directories to index" "schoolcorpus" bpv-index build sch
offers "options of import" "-o --module --index --dictionary --quiet" bpv-index import -
offers "documents to import" "school.index" bpv-index import sch
offers "directories to import into" "schoolcorpus" bpv-index import handboek.pdf -o sch
offers "modules for import, from an index" "1 2 3 4 5 6" bpv-index import --module ""
offers "modules for import, from a named index" "" bpv-index import --index /nowhere/index --module ""
offers "files as index for import" "school.index" bpv-index import --index sch

# What the completion offers is what the program accepts.
for command in ask show cite verify similar list status analyze eval coverage changes; do
    options=$(bpv "$command" --help | sed -n 's/^  \(--[a-z-]*\).*/\1/p' | tr '\n' ' ')
    offers "all options of $command" "$options" bpv "$command" --
done
options=$(bpv-index import --help | sed -n 's/^ .*\(--[a-z-]*\) .*/\1/p' | tr '\n' ' ')
offers "all options of import" "$options" bpv-index import -

finish
