#include "file_bytes.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>

int file_bytes_read(const char *path, size_t maximum, struct text_buffer *bytes)
{
    bool standard = strcmp(path, "-") == 0;
    FILE *file = standard ? stdin : fopen(path, "re");
    char block[8192];
    text_buffer_init(bytes, maximum);
    if (!file)
        return cli_error("%s kan niet worden gelezen: %s; controleer de naam", path, bpv_errno_text(errno));
    errno = 0;
    for (size_t got; !bytes->overflow && (got = fread(block, 1, sizeof block, file)) > 0;)
        text_buffer_append(bytes, block, got);
    int reason = ferror(file) ? errno : 0;
    if (!standard)
        fclose(file);
    if (reason)
        return cli_error("%s kan niet worden gelezen: %s; geef een tekstbestand", path, bpv_errno_text(reason));
    if (bytes->overflow)
        return cli_error("%s is groter dan %zu bytes; splits het bestand", path, maximum);
    return CLI_FOUND;
}
