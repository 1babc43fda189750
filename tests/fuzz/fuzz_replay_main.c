/*
 * The main of a fuzz target that is built without libFuzzer: runs it on files, as TAP. Without arguments on the seeds
 * of the target (tests/fuzz/seeds/NAME for the program replay_NAME, from the top of the source tree); else on the files
 * named.
 */
#include <dirent.h>
#include <stdio.h>

#include "fuzz.h"

static size_t replayed;

static void replay(const char *path)
{
    static uint8_t bytes[1 << 20];
    FILE *file = fopen(path, "re");
    if (!file) {
        printf("Bail out! %s cannot be read\n", path);
        exit(1);
    }
    size_t size = fread(bytes, 1, sizeof bytes, file);
    fclose(file);
    /* Said before, so that the last line names the culprit of a crash. */
    printf("# %s\n", path);
    fflush(stdout);
    /* A copy of exactly this size: a sanitizer sees the first byte beyond it. */
    uint8_t *copy = malloc(size ? size : 1);
    memcpy(copy, bytes, size);
    LLVMFuzzerTestOneInput(copy, size);
    free(copy);
    replayed++;
}

static void replay_folder(const char *folder)
{
    struct dirent **entries = NULL;
    int count = scandir(folder, &entries, NULL, alphasort);
    for (int i = 0; i < count; i++) {
        char path[512];
        snprintf(path, sizeof path, "%s/%s", folder, entries[i]->d_name);
        if (entries[i]->d_name[0] != '.')
            replay(path);
        free(entries[i]);
    }
    free(entries);
}

int main(int count, char **arguments)
{
    const char *slash = strrchr(arguments[0], '/');
    const char *name = slash ? slash + 1 : arguments[0];
    if (strncmp(name, "replay_", 7) == 0)
        name += 7;
    for (int i = 1; i < count; i++)
        replay(arguments[i]);
    if (count == 1) {
        char folder[256];
        snprintf(folder, sizeof folder, "tests/fuzz/seeds/%s", name);
        LLVMFuzzerTestOneInput((const uint8_t *)"", 0);
        replay_folder(folder);
    }
    printf("%sok 1 - %s: %zu inputs replayed\n1..1\n", replayed ? "" : "not ", name, replayed);
    return replayed ? 0 : 1;
}
