/*
 * remote_command.h: `bpv-index remote`: makes of an index the database that xapian-tcpsrv serves. Returns an exit
 * status: 0 made, 2 wrong use or a system error. One thread.
 */
#ifndef BPV_REMOTE_COMMAND_H
#define BPV_REMOTE_COMMAND_H

/* arguments[0] is "remote". */
int remote_command(int count, char **arguments);

#endif
