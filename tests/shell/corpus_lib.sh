# corpus_lib.sh: corpora that tests make. Sourced after tap_lib.sh.

make_corpus() { # folder: two sound passages
    rm -rf "$1"
    mkdir -p "$1/1-wet"
    cat >"$1/taxonomy.yaml" <<'YAML'
modules:
  - number: 1
    name: "Wet- en regelgeving"
    folder: 1-wet
  - number: 2
    name: "Voorbereiding"
themes:
  - number: 1
    name: "Algemeen"
    modules: [1]
  - number: 3
    name: "LOB"
    modules: [2]
roles:
  - key: begeleider
    name: "BPV-begeleider"
phases:
  - key: voor
    name: "Voor de BPV"
tracks:
  - number: 1
    name: "BPV-begeleider"
    role: begeleider
    modules: [1, 2]
    components:
      - name: "Lesdag"
        kind: lesdag
        sbu_min: 6
        sbu_max: 8
        modules: [1]
YAML
    cat >"$1/sources.yaml" <<'YAML'
sources:
  - key: web
    title: "Wet educatie en beroepsonderwijs"
    short: "WEB"
    url: "https://wetten.overheid.nl/BWBR0007625"
    kind: wet
    checked: 2026-11-22
YAML
    cat >"$1/1-wet/pok.md" <<'MD'
---
title: Praktijkovereenkomst
module: 1
themes: [1]
roles: [begeleider]
audience: alle
phase: voor
importance: need
reviewed: 2026-11-22
---

## Wie tekent de praktijkovereenkomst?
<!-- passage
id: pok-wie-tekent
force: wet
sources: ["web:7.2.9"]
valid_from: 2015-08-01
questions: ["Wie moet de POK ondertekenen?"]
-->

De school, de student en het leerbedrijf tekenen samen. Zie ook [het bewaren](#pok-bewaren).

## Hoe lang bewaar je de praktijkovereenkomst?
<!-- passage
id: pok-bewaren
force: advies
sources: []
valid_from: onbekend
questions: ["pok bewaren"]
-->

Bewaar de praktijkovereenkomst tot een jaar na de stage.
MD
}

# More passages that answer "begeleiding stage" than are judged.
make_many_index() { # index to build
    mkdir "$work/many"
    awk 'BEGIN {
        print "# Handboek"
        for (i = 1; i <= 1500; i++) {
            printf "\n## %s %d\n\n", i <= 100 ? "Stage" : "Begeleiding", i
            printf "De student en de school spreken over deel %d van de stage.", i
            for (j = i % 37; j > 0; j--) printf " Dit gaat over iets anders."
            print ""
        }
    }' >"$work/many/stage.md"
    "$bin/bpv-index" build --untagged -q "$work/many" -o "$1"
}
