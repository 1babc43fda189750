# Sets plain text as a two-column PDF with a running head, page numbers and words broken at line ends, for the test of the import.
# Run under LC_ALL=C on text in Windows-1252. Input: "# heading", "- item", paragraphs between blank lines.
# -v words=FILE gets the words that were broken, one on each line, as they should be again after the import.
# -v columns=1 or 2.
BEGIN {
    if (!columns) columns = 2
    size = 8; pitch = 11; top = 770; bottom = 60
    chars = columns == 2 ? 50 : 105
    page = 0; column = 0; y = 0
}
function escape(text) { gsub(/[\\()]/, "\\\\&", text); return text }
function put(x, at, points, font, text) {
    streams[page] = streams[page] sprintf("BT /%s %d Tf %d %d Td (%s) Tj ET\n", font, points, x, at, escape(text))
}
function new_page() {
    page++; column = 0; y = top
    put(50, 805, 8, "F1", head)
    put(290, 30, 8, "F1", "- " page " -")
}
function room(points) {
    if (page && y - points >= bottom) return
    if (page && column + 1 < columns) { column++; y = top } else new_page()
}
function line(text, points, font, extra) {
    room(points)
    put(50 + column * 260 + extra, y, points, font, text)
    y -= points == size ? pitch : points + 6
}
# Lays out words in lines of so many characters; breaks a word that does not fit.
function fill(text, mark, indent,    count, parts, i, word, current, left, width, cut, first) {
    count = split(text, parts, " "); current = ""; width = chars - indent; first = 1
    for (i = 1; i <= count; i++) {
        word = parts[i]
        while (length(current) + (current != "") + length(word) > width) {
            left = width - length(current) - (current != "") - 1
            cut = break_at(word, left)
            if (cut) {
                current = current (current != "" ? " " : "") substr(word, 1, cut) (substr(word, cut, 1) == "-" ? "" : "-")
                if (words != "" && substr(word, cut, 1) != "-") { clean = word; gsub(/[^a-zA-Z\200-\377-]/, "", clean); print clean > words }
                word = substr(word, cut + 1)
            }
            line((first ? mark : substr("          ", 1, length(mark))) current, size, "F2", 0)
            first = 0; current = ""
        }
        current = current (current != "" ? " " : "") word
    }
    if (current != "") line((first ? mark : substr("          ", 1, length(mark))) current, size, "F2", 0)
}
# Where to break a word of letters: after a vowel and before a consonant, at least three letters on both sides; 0 = nowhere.
function break_at(word, left,    at) {
    if (left > length(word) - 3) left = length(word) - 3
    for (at = left; at >= 3; at--)
        if (substr(word, 1, at) ~ /[a-z][a-z]$/ && substr(word, at + 1) ~ /^[a-z]+$/ &&
            substr(word, at, 3) ~ /^([aeiou][bcdfghjklmnpqrstvwz][aeiou]|[bcdfgklmnprst][bcdfghjklmnpqrstvwz][aeiou])/)
            return at
    return 0
}
function flush() { if (paragraph != "") { fill(paragraph, mark, length(mark)); if (mark == "") y -= 5 }; paragraph = ""; mark = "" }
/^# / { flush(); y -= 8; room(40); text = substr($0, 3); heading(text); next }
function heading(text,    count, parts, i, current) {
    count = split(text, parts, " "); current = ""
    for (i = 1; i <= count; i++) {
        if (length(current) + length(parts[i]) > (columns == 2 ? 32 : 70)) { line(current, 12, "F3", 0); current = "" }
        current = current (current != "" ? " " : "") parts[i]
    }
    line(current, 12, "F3", 0); y -= 3
}
/^- / { flush(); mark = "\225 "; paragraph = substr($0, 3); next }
/^ *$/ { flush(); next }
{ paragraph = paragraph (paragraph != "" ? " " : "") $0 }
END {
    flush()
    printf "%%PDF-1.4\n"; at = 9
    objects = 0
    add("<< /Type /Catalog /Pages 2 0 R >>")
    kids = ""
    for (i = 1; i <= page; i++) kids = kids (4 + 2 * i) " 0 R "
    add("<< /Type /Pages /Count " page " /Kids [" kids "] >>")
    add("<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica /Encoding /WinAnsiEncoding >>")
    add("<< /Type /Font /Subtype /Type1 /BaseFont /Courier /Encoding /WinAnsiEncoding >>")
    add("<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica-Bold /Encoding /WinAnsiEncoding >>")
    for (i = 1; i <= page; i++) {
        add("<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents " (5 + 2 * i) " 0 R /Resources << /Font << /F1 3 0 R /F2 4 0 R /F3 5 0 R >> >> >>")
        add("<< /Length " length(streams[i]) " >>\nstream\n" streams[i] "endstream")
    }
    start = at
    printf "xref\n0 %d\n0000000000 65535 f \n", objects + 1
    for (i = 1; i <= objects; i++) printf "%010d 00000 n \n", offset[i]
    printf "trailer\n<< /Size %d /Root 1 0 R >>\nstartxref\n%d\n%%%%EOF\n", objects + 1, start
}
function add(body,    text) {
    offset[++objects] = at
    text = objects " 0 obj\n" body "\nendobj\n"
    printf "%s", text
    at += length(text)
}
