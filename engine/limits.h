/* limits.h: every limit of the three programs, with its reason. Bytes unless the name says otherwise. */
#ifndef BPV_LIMITS_H
#define BPV_LIMITS_H

/* Corpus files. */
#define BPV_CORPUS_FILE_MAX (1024u * 1024u)      /* a topic file of 1 MiB is already 400 pages */
#define BPV_CORPUS_FILES_MAX 20000u              /* files in one corpus */
#define BPV_YAML_FRONT_MATTER_MAX (8u * 1024u)   /* libyaml needs quadratic time on nested brackets */
#define BPV_YAML_FILE_MAX (2u * 1024u * 1024u)   /* vocabulary, sources, question bank */
#define BPV_YAML_DEPTH_MAX 8u                    /* libyaml 0.2.5 has no depth limit of its own */
#define BPV_YAML_EVENTS_MAX 400000u              /* events in one YAML file */
#define BPV_YAML_FRONT_EVENTS_MAX 512u           /* events in one front matter or passage comment */
#define BPV_LINE_MAX (64u * 1024u)               /* a longer line is not written by a person */
#define BPV_BRACKET_DEPTH_MAX 64u                /* nested [ or { in YAML, checked before libyaml sees it */
#define BPV_YAML_KEYS_MAX 64u                    /* keys of one YAML map; looking for duplicates is quadratic */
#define BPV_CORPUS_FOLDER_DEPTH_MAX 16u          /* folders within folders */
#define BPV_FOLDER_ENTRIES_MAX 100000u           /* names in one folder */
/* open [ in a paragraph, or > and list marks before a line: cmark is quadratic */
#define BPV_MARKDOWN_NESTING_MAX 64u
#define BPV_MARKDOWN_INDENT_MAX 512u             /* spaces before a line; nested lists cost cmark time per line */
#define BPV_TITLE_MAX 300u                       /* a heading or a file title */
#define BPV_ROOTS_MAX 16u                        /* corpus folders in one index */
#define BPV_PROBLEMS_KEPT_MAX 100000u            /* problems of one run; more are only counted */
#define BPV_PROBLEMS_SHOWN_MAX 3000u             /* problems printed in one run */
#define BPV_PROBLEMS_PER_FILE_MAX 50u            /* problems printed of one file, so that one bad file hides no other */

/* Passages. */
#define BPV_PASSAGE_TEXT_MAX 4096u               /* offsets in a passage fit in 16 bits */
#define BPV_PASSAGE_HTML_MAX 32768u              /* rendered Markdown of one passage */
#define BPV_PASSAGES_PER_FILE_MAX 2000u
#define BPV_PASSAGES_MAX 16000000u               /* passages in one index */
#define BPV_ID_MIN 3u
#define BPV_ID_MAX 64u
#define BPV_LIST_MAX 64u                         /* sources, questions, facts or aliases of one passage */
#define BPV_STRING_MAX 2048u                     /* one YAML scalar */
#define BPV_PASSAGE_WORDS_ADVICE 180u            /* above this `check` warns */

/* Taxonomy. Masks are 32 bits wide. */
#define BPV_MODULES_MAX 31u
#define BPV_THEMES_MAX 31u
#define BPV_ROLES_MAX 15u
#define BPV_PHASES_MAX 15u
#define BPV_PHASE_NONE BPV_PHASES_MAX          /* of a passage without taxonomy */
#define BPV_TRACKS_MAX 31u
#define BPV_COMPONENTS_MAX 16u

/* Dutch text. */
#define BPV_TERM_MAX 64u                         /* bytes; Xapian refuses terms over 245 bytes */
#define BPV_COMPOUND_PARTS_MAX 6u
#define BPV_SENTENCES_MAX 128u                   /* sentences of one passage that can be a short answer */

/* Import of documents. */
#define IMPORT_DOCUMENT_MAX (64u * 1024u * 1024u) /* one document; a handbook with pictures is 20 MB */
#define IMPORT_TEXT_MAX (8u * 1024u * 1024u)      /* a plain text; a corpus file is at most 1 MiB anyway */
#define IMPORT_OUTPUT_MAX (32u * 1024u * 1024u)  /* what a converter writes; 500 pages of text with places are 10 MB */
#define IMPORT_COMPLAINTS_MAX 4096u              /* of a converter's messages */
#define IMPORT_CHILD_MEMORY (512ull * 1024u * 1024u) /* address space of a converter */
#define IMPORT_CHILD_CPU_SECONDS 10u
#define IMPORT_CHILD_CLOCK_MS 6000               /* for the converter, so that the whole import ends within 10 s */
#define IMPORT_CHILD_FILE_MAX (64u * 1024u * 1024u) /* a file that a converter writes */
#define IMPORT_LINES_MAX 200000u                 /* lines of text in one document */
#define IMPORT_PAGES_MAX 2000u
#define IMPORT_PAGE_LINES_MAX 2000u              /* pieces of text on one page; finding columns costs time for each */
#define IMPORT_BLOCKS_MAX 100000u                /* paragraphs, items and rows */
#define IMPORT_BLOCK_TEXT_MAX (64u * 1024u)      /* one paragraph */
#define IMPORT_NOTES_MAX 20000u                  /* joined words and other notes that are kept; more are counted */
#define IMPORT_DEPTH_MAX 200u                    /* nested elements in what a converter writes */
#define IMPORT_FILES_MAX 100u                    /* documents in one run */

/* The theme tagger. */
#define TAGGER_EXAMPLES_MAX 20000u               /* passages it learns from */
#define TAGGER_QUESTIONS_MAX 12u                 /* of a passage; what more say is in everyday words */
#define BPV_THEME_WORDS_MAX 100u                 /* expressions that belong to one theme or module */

/* Questions. */
#define BPV_QUESTION_MAX 2000u                   /* a mail of 60 words is 400 bytes; room for long ones */
#define BPV_QUESTION_WORDS_MAX 96u               /* words that are looked at; the rest is ignored */
#define BPV_QUESTION_SENTENCES_MAX 12u           /* of a mail that are judged one by one */
#define BPV_CONCEPTS_MAX 32u                     /* content words of a question that take part in the ranking */
#define BPV_ALTERNATIVES_MAX 24u                 /* other forms of one content word */
#define BPV_CANDIDATES_MAX 1024u                 /* passages that the second stage judges; of more, the best */
#define BPV_REMOTE_CANDIDATES_MAX 512u           /* the same with parts on other machines: their words are fetched */
#define BPV_UNANSWERED_MAX 20000u                /* questions that a corpus says it does not answer */
/* passages of an updated index that its Xapian part has as they were */
#define BPV_CHANGED_MAX 256u
/* passages of an index of which an update learns the latent space again */
#define BPV_LEARN_AGAIN_MAX 2048u
#define BPV_ANSWERS_LIMIT_DEFAULT 10u
#define BPV_ANSWERS_LIMIT_MAX 50u
#define BPV_ANSWERS_OFFSET_MAX 500u
#define BPV_SUGGESTIONS_MAX 8u
#define BPV_HIGHLIGHTS_MAX 256u                  /* marked words in one passage */
#define BPV_INDEXES_MAX 16u                      /* indexes served together */
/* the daemon copies an index up to this size into memory, when not to disk */
#define BPV_INDEX_COPY_MAX (256u * 1024u * 1024u)
#define BPV_COPIES_PER_INDEX 3u                  /* what is served, what comes, and what some request still holds */
#define BPV_COPIES_MAX (BPV_COPIES_PER_INDEX * BPV_INDEXES_MAX)
#define BPV_NOTICES_MAX 8u                       /* notices shown with one answer */
#define BPV_NEAREST_MAX 4u                       /* nearest modules shown when there is no answer */

/* Coverage: what its grades and findings rest on. Shown with every report; change them here. */
#define BPV_COVERAGE_PASSAGES_MAX 100000u        /* each is asked for by its heading: a minute or two at this size */
#define BPV_COVERAGE_THIN_PASSAGES 5u            /* fewer passages in a cell: thin */
#define BPV_COVERAGE_THIN_WORDS 400u             /* fewer words in a cell, about two minutes of reading: thin */
#define BPV_COVERAGE_THIN_QUESTIONS 2u           /* from so many questions on, unanswered ones make a cell thin */
#define BPV_COVERAGE_ANSWERED_PERCENT 50u        /* of those questions found in the top 3; less is thin */
#define BPV_COVERAGE_TOP 3u                      /* answers that a supervisor reads */
#define BPV_COVERAGE_SURE_PERCENT 50u            /* confidence that counts as an answer when no passage was expected */
#define BPV_COVERAGE_EXPIRING_DAYS 90u           /* a term's notice to replace what ends */
#define BPV_COVERAGE_REVIEW_MONTHS 12u           /* a school year: each passage and source is looked at once in it */
#define BPV_COVERAGE_DAYS_MAX 3650u              /* of the options that replace the two above */
#define BPV_COVERAGE_MONTHS_MAX 120u
#define BPV_COVERAGE_READABILITY_MIN 45u         /* Flesch-Douma; Douma (1960) calls 30 to 45 difficult */
#define BPV_COVERAGE_READABILITY_WORDS 20u       /* a shorter text has no meaningful score */
#define BPV_COVERAGE_SHINGLE 3u                  /* words that overlap together, when passages are compared */
#define BPV_COVERAGE_SENTENCE_SHINGLE 2u         /* the same for sentences: one other word must not hide the rest */
#define BPV_COVERAGE_SIMILAR_PERCENT 60u         /* shared shingles that make two passages near-duplicates */
#define BPV_COVERAGE_SENTENCE_PERCENT 60u        /* shared shingles that make two sentences the same statement */
#define BPV_COVERAGE_WORDING_PERCENT 80u         /* the same, when only "niet" or "mag" differs */
#define BPV_COVERAGE_COPY_PERCENT 90u            /* shared shingles that make parallel texts (for other roles) a copy */
#define BPV_COVERAGE_SENTENCE_WORDS 7u           /* a shorter sentence says too little to contradict another */
#define BPV_COVERAGE_COMMON_SHINGLE 24u          /* more texts share it: only neighbours are compared */
/* Adults read Dutch non-fiction at about 238 words a minute, and at 202 when words are long (Sui, Dirix, Duyck and
 * Brysbaert 2021, doi 10.1177/17470218211017100); most within 175 to 300 (Brysbaert 2019, doi
 * 10.1016/j.jml.2019.104047). Rules ask the slow end. */
#define BPV_READING_WORDS_PER_MINUTE 180u
/* Shares of a component's hours that reading may take; an assumption, the rest is for exercises, the assignment and the
 * group. */
#define BPV_COVERAGE_ELEARNING_MIN_PERCENT 15u
#define BPV_COVERAGE_ELEARNING_MAX_PERCENT 75u
#define BPV_COVERAGE_ASSIGNMENT_MIN_PERCENT 3u
#define BPV_COVERAGE_ASSIGNMENT_MAX_PERCENT 50u
#define BPV_COVERAGE_LESSON_MAX_PERCENT 100u     /* more reading than the day lasts is too much */
#define BPV_COVERAGE_QUESTIONS_FILE_MAX (8u * 1024u * 1024u) /* a question bank of one's own */
#define BPV_CHANGES_FEED_MAX 200u                /* entries of the Atom feed, newest first */

/* HTTP. */
#define HTTP_TARGET_MAX (8u * 1024u)             /* path and query; a question of 2000 bytes is 6000 when encoded */
#define HTTP_BODY_MAX (16u * 1024u)              /* a question of 2000 bytes, every byte escaped as JSON */
#define HTTP_PARAMETERS_MAX 64u                  /* parameters of one request */
/* for request line and headers of one connection; over it 414 or 431. Cleared for each request */
#define HTTP_CONNECTION_MEMORY (16u * 1024u)
#define HTTP_CONNECTIONS_MAX 4096u               /* open connections */
#define HTTP_CONNECTIONS_PER_ADDRESS 64u         /* of one client; not on loopback, where they all are the proxy's */
#define HTTP_IDLE_SECONDS 10u                    /* silence after which a connection is closed */
/* from connection or last reply to the next reply sent: one byte a second ends here */
#define HTTP_REQUEST_SECONDS 30u
#define HTTP_DRAIN_SECONDS 5u                    /* for requests in progress when the daemon stops */
#define HTTP_DRAIN_QUIET_MS 1000u                /* without a reply: then the connections that are left are idle */
#define HTTP_GZIP_MIN 1024u                      /* a smaller reply fits in one packet anyway */
#define HTTP_REPLY_MAX (8u * 1024u * 1024u)      /* one reply */
#define HTTP_CACHE_BYTES_DEFAULT (32u * 1024u * 1024u)
#define HTTP_CACHE_BYTES_MAX (4ull * 1024u * 1024u * 1024u)
#define HTTP_THREADS_MAX 64u
#define HTTP_HOSTS_MAX 32u                       /* allowed Host names */
#define HTTP_INDEX_CHECK_MS 250u                 /* between two looks at the index files */
/* lines on the page of a module or theme; a reader searches long before that */
#define HTTP_PASSAGES_LISTED_MAX 2000u
#define HTTP_PASSAGES_SCANNED_MAX 200000u        /* passages one such page looks at: some tens of milliseconds */
#define HTTP_COVERAGE_WAIT_MS 1500u              /* one request at a time waits for a new coverage; then 503 */
#define HTTP_FINDINGS_LISTED_MAX 200u            /* of one rule on the page of the coverage; the API has all of them */
#define HTTP_CHANGES_LISTED_MAX 1000u            /* on the page of the changes; the API has all of them */
#define HTTP_CHANGES_YEARS_DEFAULT 1             /* how far back the changes go when no day is asked for */

/* The author's loop: looking at a corpus while it is being written. */
/* folders that are looked at; Linux allows a user that many at least */
#define BPV_WATCH_FOLDERS_MAX 8192u
/* an editor saves in several steps; after so long without any it is done */
#define BPV_WATCH_QUIET_MS 100u
#define BPV_WATCH_BUSY_MS 500u                   /* a folder that is never quiet is looked at all the same */
#define BPV_WATCH_RETRY_MS 250u                  /* between two tries to find a folder again that went away */
/* a build takes 0.3 s for 500 passages; longer than this it is ended */
#define BPV_WATCH_BUILD_SECONDS 120u
#define BPV_WATCH_BUILD_MEMORY (4ull * 1024u * 1024u * 1024u) /* data of one build */
#define BPV_WATCH_BUILD_FILES 256u               /* descriptors of one build */
/* what a build says; some 500 problems, more than a page should show */
#define HTTP_CORPUS_REPORT_MAX (64u * 1024u)
/* the first build may take so long before the server starts without it */
#define HTTP_CORPUS_FIRST_MS 10000u
#define HTTP_AUTHOR_QUESTIONS_MAX 100u           /* asked for one preview: some 50 ms */

/* Gaps: questions without an answer, counted when the operator asks for it. */
#define BPV_GAP_WORDS_MAX 6u                     /* more words would tell a story, and no two stories are the same */
#define BPV_GAP_LINE_MAX 512u                    /* one line of the file: words of at most BPV_TERM_MAX bytes */
#define BPV_GAPS_MAX 1000u                       /* lines of the file, the most asked ones */
#define BPV_GAPS_FILE_MAX (1024u * 1024u)
#define HTTP_GAPS_PENDING_MAX 10000u             /* gaps in memory; the ones asked least and longest ago go first */
#define HTTP_GAPS_MINIMUM_DEFAULT 5u             /* times asked before anything is written */
#define HTTP_GAPS_MINIMUM_MIN 2u                 /* one asking is a person */
#define HTTP_GAPS_MINIMUM_MAX 1000u

/* An index on another machine. */
#define BPV_HOST_MAX 253u                        /* a name in the DNS */
/* for connecting, and for each reply: on a local network it takes 1 ms */
#define BPV_REMOTE_STEP_MS 1000u
#define BPV_REMOTE_ANSWER_MS 2000u               /* for one answer; a step that has begun may end after it */
#define BPV_REMOTE_OPEN_MS 30000u                /* for its word lists, some 20 MB at 100,000 passages */
#define BPV_REMOTE_CHECK_MS 1000u                /* between two looks whether it has a new index */
#define BPV_REMOTE_PAUSE_MIN_MS 500u             /* before it is tried again when it was down; doubles each time */
#define BPV_REMOTE_PAUSE_MAX_MS 30000u
#define BPV_REMOTE_CHUNK (256u * 1024u)          /* of a section, in one reply */
#define BPV_REMOTE_PASSAGE_MAX (1024u * 1024u)   /* the words and the record of one passage */
/* of passages, kept in memory; when there are more all is let go, but not sooner than so many ms: who reads everything
 * would have it fetched again and again */
#define BPV_REMOTE_TEXTS_MAX (256u * 1024u * 1024u)
#define BPV_REMOTE_TEXTS_MS 600000u
/* address space, of which only what was fetched takes memory */
#define BPV_REMOTE_FILE_MAX (64ull * 1024u * 1024u * 1024u)

/* The index file. */
#define BPV_SECTION_MAX (2ull * 1024u * 1024u * 1024u)
#define BPV_INDEX_STAYS_MAX (64u * 1024u * 1024u) /* a mapped index up to this size is not let go of now and then */
/* up to this size it is read in large pages: a first question reads more of it, all others are a third cheaper */
#define BPV_INDEX_LARGE_PAGES_MAX (512u * 1024u * 1024u)
#define BPV_PART_REASON_MAX 200u                 /* why a part of the base is missing */
#define BPV_ERROR_MAX 512u                       /* an error text, with path and remedy */

#endif
