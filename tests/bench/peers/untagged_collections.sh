#!/bin/sh
# Makes collections of plain Dutch Markdown out of Debian's documentation, with questions that come from the
# documentation itself:
#   untagged_collections.sh FOLDER
# handbooks      the handbooks of aptitude and Debian Edu and Debian's questions and answers, one file per section
#                without its heading; the question is the heading (known-item search). Headings that occur twice, of one
#                word, or of short sections are left out.
# installation   the installation guide, likewise
# administrator  the administrator's handbook, likewise; sections that nobody has translated are left out
# help           the guides of an office program, one file per page, headings kept; the questions are the entries of its
#                printed index.
# manuals        the guide, both handbooks and the questions and answers, one file per page, headings kept; pages that
#                are not in Dutch are left out. The questions are ours (manuals.tsv), as a reader would ask them.
# Each gets FOLDER/NAME/texts/*.md and FOLDER/NAME/questions.tsv (question, file, user, style, set, id), half to tune,
# half to check.
set -eu
out=$1
doc=/usr/share/doc
help=/usr/share/libreoffice/help/nl
help_questions=400
is_dutch='function is_dutch(text) {
    text = " " tolower(text)
    return gsub(/[^a-z](de|het|een|van|en|is) /, " ", text) > gsub(/[^a-z](the|and|of|to|a) /, " ", text)
}'

markdown() {
    pandoc --quiet -f html-native_divs-native_spans -t gfm-raw_html --wrap=none --columns=1000
}

# One file per heading, the heading itself to headings.tsv (file, source, heading without its number).
split_sections() { # COLLECTION SOURCE
    mkdir -p "$out/$1/texts"
    awk -v folder="$out/$1/texts" -v list="$out/$1/headings.tsv" -v source="$2" "$is_dutch"'
        function flush() {
            if (heading != "" && words >= 30 && is_dutch(body)) {
                name = sprintf("%s-%04d", source, ++sections)
                printf "%s", body > (folder "/" name ".md")
                close(folder "/" name ".md")
                print name "\t" source "\t" heading >> list
            }
            body = ""
            words = 0
        }
        /^```/ { code = !code }
        /^#+ / && !code {
            flush()
            heading = $0
            sub(/^#+ +/, "", heading)
            sub(/^(Hoofdstuk|Bijlage|Appendix) [0-9A-Z]+\. */, "", heading)
            sub(/^[0-9A-Z]+(\.[0-9]+)*\.? +/, "", heading)
            gsub(/\]\([^)]*\)/, "", heading)
            gsub(/[*`\\"_[\]]/, "", heading)
            next
        }
        # tables of contents hold the headings
        /^\|/ || /^-----/ || /Inhoudsopgave/ || /^[- 0-9.]*\[.*\]\([^)]*\)$/ { next }
        { body = body $0 "\n"; words += NF }
        END { flush() }'
}

ask_headings() { # COLLECTION
    awk -F '\t' '
        NR == FNR { seen[tolower($3)]++; next }
        seen[tolower($3)] == 1 && split($3, words, " ") >= 2 {
            printf "%s\t%s.md\tlezer\t%s\t%s\t%s\n", $3, $1, $2, (++count % 2 ? "tune" : "check"), $1
        }' "$out/$1/headings.tsv" "$out/$1/headings.tsv" >"$out/$1/questions.tsv"
}

pages() { # FILE...
    for page in "$@"; do
        [ -e "$page" ] && markdown <"$page"
    done
}

handbooks() {
    pages "$doc"/aptitude/html/nl/ch*.html "$doc"/aptitude/html/nl/pr*.html | split_sections handbooks aptitude
    pages "$doc"/debian/FAQ/nl/*.html | split_sections handbooks debian-faq
    markdown <"$(find "$doc/debian-edu-doc-nl/" -name '*manual.html' | sort | tail -n 1)" |
        split_sections handbooks debian-edu
    ask_headings handbooks
}

installation() {
    pages "$doc"/installation-guide-*/nl/*.html | split_sections installation guide
    ask_headings installation
}

administrator() {
    pages "$doc"/debian-handbook/html/nl-NL/*.html | split_sections administrator chapter
    ask_headings administrator
}

help() {
    mkdir -p "$out/help/texts"
    find "$help"/text/*/guide -name '*.html' | sort | while read -r page; do
        name=$(echo "${page#"$help"/text/}" | tr / -)
        printf '<p>@@@ %s</p>\n' "${name%.html}"
        sed -e '1,/id="DisplayArea"/d' -e '/id="SearchFrame"/,$d' "$page"
    done | markdown | awk -v folder="$out/help/texts" '
        /^@@@ / {
            if (file)
                close(file)
            file = folder "/" $2 ".md"
            next
        }
        file { print > file }'
    # Entries that lead to a page of the collection; an entry may lead to several.
    sed -n 's/^{url:"nl\/text\/\([^?]*\)\.html[^"]*", app:"[A-Z]*", text:"\(.*\)"}.*/\1\t\2/p' "$help/bookmarks.js" |
        sed -e 's/&#34;/"/g' -e "s/&#39;/'/g" -e 's/&amp;/\&/g' -e 's/&lt;/</g' -e 's/&gt;/>/g' -e 's/ *-- */ /g' |
        awk -F '\t' -v folder="$out/help/texts" -v wanted="$help_questions" '
            {
                name = $1
                gsub("/", "-", name)
                file = folder "/" name ".md"
                if ((getline line < file) < 0 || split($2, words, " ") < 2)
                    next
                close(file)
                if (index(pages[$2] " ", name ".md ") == 0)
                    pages[$2] = pages[$2] (pages[$2] ? " " : "") name ".md"
                if (!($2 in order)) {
                    order[$2] = ++count
                    texts[count] = $2
                }
            }
            END {
                step = count > wanted ? count / wanted : 1
                for (at = 1; at <= count; at += step) {
                    text = texts[int(at)]
                    printf "%s\t%s\tlezer\t%s\t%s\th%d\n", text, pages[text],
                        (split(text, words, " ") > 3 ? "lang" : "kort"), (++asked % 2 ? "tune" : "check"), asked
                }
            }' >"$out/help/questions.tsv"
}

# The pages in one document, each after a line with its name, without navigation and contents. Tables without a border
# are for layout: their text stays.
page_bodies() { # SOURCE FILE...
    source=$1
    shift
    for page in "$@"; do
        name=$(basename "$page" .html)
        name=${name%.nl}
        printf '\n<p>@@@ %s-%s</p>\n' "$source" "${name#sect.}"
        sed -e 's/<body/\n&/' -e 's/<[/]*\(div\|table\|hr\|ul\)[ >/]/\n&/g' -e 's/<p id="title"/\n&/' "$page" | awk '
            /^<body/ { body = 1; next }
            !body { next }
            /^<div class="navfooter"/ { exit }
            /^<div class="navheader"/ { until = "^<hr" }
            /^<div (class="(toc|list-of-[a-z]*)"|id="banner")/ { until = "^</div" }
            /^<ul class="docnav/ { until = "^</ul" }
            until != "" {
                if ($0 !~ until)
                    next
                until = ""
                sub(/^<[^>]*>/, "")
            }
            /^<p id="title"/ { sub(/^.*<\/p>/, "") }
            /^<table border="0"/ { note = 1 }
            note { ends = /^<\/table/; gsub(/<\/?(table|tbody|colgroup|col|tr|td|th)[^>]*>/, ""); note = !ends }
            /^<table/ { table = 1 }
            /^<\/table/ { table = 0 }
            table { gsub(/ (col|row)span="[^"]*"/, ""); gsub(/<\/?p( [^>]*)?>/, "") } # Markdown has no such cells
            { gsub(/<\/?(div|span|body|html)[^>]*>/, ""); gsub(/<img[^>]*>/, ""); print }'
    done
}

manuals() {
    mkdir -p "$out/manuals/texts"
    {
        page_bodies guide "$doc"/installation-guide-*/nl/*.html
        page_bodies handbook "$doc"/debian-handbook/html/nl-NL/*.html
        page_bodies aptitude "$doc"/aptitude/html/nl/*.html
        page_bodies faq "$doc"/debian/FAQ/nl/*.html
    } | markdown | awk -v folder="$out/manuals/texts" "$is_dutch"'
        function flush() {
            if (headings > 0 && words >= 60 && is_dutch(page)) { # pages without a heading are drawings of a screen
                printf "%s", page > (folder "/" name ".md")
                close(folder "/" name ".md")
            }
            page = ""
            words = headings = 0
        }
        /^@@@ / { flush(); name = $2; next }
        /^#+ / { headings++ }
        /^\[TABLE\]/ { next } # one that Markdown cannot hold
        { page = page $0 "\n"; words += NF }
        END { flush() }'
    cp "$(dirname "$0")/manuals.tsv" "$out/manuals/questions.tsv"
}

rm -rf "$out"
for name in handbooks installation administrator help manuals; do
    "$name"
    echo "$name: $(find "$out/$name/texts" -name '*.md' | wc -l) files," \
        "$(wc -l <"$out/$name/questions.tsv") questions" >&2
done
