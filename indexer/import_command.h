/*
 * import_command.h: `bpv-index import`: options, the knowledge base that proposals come from, and one document after
 * the other. Returns an exit status: 0 all imported, 1 a document could not be, 2 wrong use or a system error. One
 * thread.
 */
#ifndef BPV_IMPORT_COMMAND_H
#define BPV_IMPORT_COMMAND_H

/* arguments[0] is "import". */
int import_command(int count, char **arguments);

#endif
