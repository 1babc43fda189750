# Leaves every fourth question variant out of a corpus file, and appends it with the id of its passage to the list OUT: questions of which
# the answer is known, to learn the ranking from.
/^<!-- passage/ { in_passage = 1; number = 0 }
in_passage && /^id: / { id = $2 }
/^-->/ { in_passage = in_questions = 0 }
in_questions && !/^  - / { in_questions = 0 }
in_questions && ++number % 4 == 2 {
    question = $0
    sub(/^  - "?/, "", question)
    sub(/"? *$/, "", question)
    print question "\t" id "\tbegeleider\tzin\ttune\th-" id "-" number >> OUT
    next
}
in_passage && /^questions:/ { in_questions = 1 }
{ print }
