/* file_bytes.h: reads a whole file, or standard input for "-". Ownership: the buffer is the caller's. One thread. */
#ifndef BPV_FILE_BYTES_H
#define BPV_FILE_BYTES_H

#include "cli_output.h"

/* CLI_FOUND, or CLI_ERROR with a line on stderr: cannot be read, over maximum bytes. */
int file_bytes_read(const char *path, size_t maximum, struct text_buffer *bytes);

#endif
