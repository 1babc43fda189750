/*
 * questions_command.h: `bpv-index questions`: a question bank in YAML as lines that `bpv coverage` and `bpv eval` read.
 * Errors: Dutch text on stderr. One thread.
 */
#ifndef BPV_QUESTIONS_COMMAND_H
#define BPV_QUESTIONS_COMMAND_H

/* arguments[0] is "questions". The exit status of the program. */
int questions_command(int count, char **arguments);

#endif
