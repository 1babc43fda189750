#include "corpus_walk.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "utf8.h"

struct names {
    char **items;
    size_t count, capacity;
};

static void walk_folder(struct corpus_walk *walk, int folder, struct bpv_text path, unsigned depth);

static struct bpv_text join(struct memory_pool *pool, struct bpv_text folder, struct bpv_text name)
{
    bool slash = folder.length && folder.start[folder.length - 1] != '/';
    size_t length = folder.length + slash + name.length;
    char *joined = pool_take(pool, length + 1, 1);
    if (folder.length)
        memcpy(joined, folder.start, folder.length);
    if (slash)
        joined[folder.length] = '/';
    if (name.length)
        memcpy(joined + folder.length + slash, name.start, name.length);
    return (struct bpv_text){joined, length};
}

static struct place place_of(struct corpus_walk *walk, struct bpv_text path)
{
    return (struct place){join(walk->pool, text_of(walk->root), path), 0, 0};
}

static bool ends_with_md(const char *name)
{
    size_t length = strlen(name);
    return length > 3 && strcmp(name + length - 3, ".md") == 0;
}

static int compare_names(const void *first, const void *second)
{
    return strcmp(*(char *const *)first, *(char *const *)second);
}

/* False when there are more names than BPV_FOLDER_ENTRIES_MAX, or the system refused (errno is not 0 then). */
static bool read_names(int folder, struct names *names)
{
    int copy = fcntl(folder, F_DUPFD_CLOEXEC, 0);
    DIR *stream = copy < 0 ? NULL : fdopendir(copy);
    if (!stream) {
        if (copy >= 0)
            close(copy);
        return false;
    }
    struct dirent *entry;
    while (errno = 0, (entry = readdir(stream)) && names->count < BPV_FOLDER_ENTRIES_MAX) {
        if (entry->d_name[0] == '.')
            continue;
        if (names->count == names->capacity) {
            names->capacity = names->capacity ? names->capacity * 2 : 64;
            names->items = xrealloc(names->items, names->capacity * sizeof *names->items);
        }
        size_t size = strlen(entry->d_name) + 1;
        names->items[names->count] = xcalloc(1, size);
        memcpy(names->items[names->count++], entry->d_name, size);
    }
    bool complete = !entry && errno == 0;
    closedir(stream);
    if (names->count)
        qsort(names->items, names->count, sizeof *names->items, compare_names);
    return complete;
}

static void free_names(struct names *names)
{
    for (size_t i = 0; i < names->count; i++)
        free(names->items[i]);
    free(names->items);
}

static void enter_folder(struct corpus_walk *walk, int folder, const char *name, struct bpv_text path, unsigned depth)
{
    if (depth >= BPV_CORPUS_FOLDER_DEPTH_MAX) {
        report_error(walk->report, place_of(walk, path), "meer dan %u mappen in elkaar; maak de mappen minder diep",
                     BPV_CORPUS_FOLDER_DEPTH_MAX);
        return;
    }
    int inner = openat(folder, name, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
    if (inner < 0) {
        report_error(walk->report, place_of(walk, path), "deze map kan niet worden gelezen (%s); controleer de rechten",
                     bpv_errno_text(errno));
        return;
    }
    walk_folder(walk, inner, path, depth + 1);
    close(inner);
}

static void visit_file(struct corpus_walk *walk, int folder, const char *name, struct bpv_text path,
                       const struct stat *status)
{
    if (text_is(path, "README.md"))
        return;
    if (walk->files >= BPV_CORPUS_FILES_MAX) {
        if (walk->files++ == BPV_CORPUS_FILES_MAX)
            report_error(walk->report, place_of(walk, path),
                         "meer dan %u bestanden; verdeel het corpus over meer indexen", BPV_CORPUS_FILES_MAX);
        return;
    }
    walk->files++;
    struct walked_file file = {folder, name, path, place_of(walk, path).path, status};
    walk->visit(walk->context, &file);
}

static void walk_name(struct corpus_walk *walk, int folder, const char *name, struct bpv_text parent, unsigned depth)
{
    struct bpv_text path = join(walk->pool, parent, text_of(name));
    struct stat status;
    bool markdown = ends_with_md(name);
    if (fstatat(folder, name, &status, AT_SYMLINK_NOFOLLOW) != 0)
        report_error(walk->report, place_of(walk, path),
                     "dit bestand kan niet worden gelezen (%s); controleer de rechten", bpv_errno_text(errno));
    else if (S_ISLNK(status.st_mode))
        report_error(walk->report, place_of(walk, path), "dit is een link; zet het bestand zelf in het corpus");
    else if (S_ISDIR(status.st_mode) && markdown)
        report_error(walk->report, place_of(walk, path), "dit is een map met de naam van een bestand; hernoem de map");
    else if (S_ISDIR(status.st_mode))
        enter_folder(walk, folder, name, path, depth);
    else if (markdown && !S_ISREG(status.st_mode))
        report_error(walk->report, place_of(walk, path), "dit is geen gewoon bestand; haal het weg uit het corpus");
    else if (markdown && !utf8_valid(name, strlen(name), NULL))
        report_error(walk->report, place_of(walk, path), "de naam van dit bestand is geen geldige UTF-8; hernoem het");
    else if (markdown)
        visit_file(walk, folder, name, path, &status);
}

static void walk_folder(struct corpus_walk *walk, int folder, struct bpv_text path, unsigned depth)
{
    struct names names = {0};
    if (!read_names(folder, &names))
        report_error(walk->report, place_of(walk, path),
                     "deze map kan niet helemaal worden gelezen, of heeft meer dan %u namen", BPV_FOLDER_ENTRIES_MAX);
    for (size_t i = 0; i < names.count; i++)
        walk_name(walk, folder, names.items[i], path, depth);
    free_names(&names);
}

enum bpv_status corpus_walk(struct corpus_walk *walk, struct bpv_error *error)
{
    int folder = open(walk->root, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    if (folder < 0 && errno == ENOTDIR)
        return bpv_fail(error, BPV_IO, "%s is geen map; geef de map van een corpus op", walk->root);
    if (folder < 0)
        return bpv_fail(error, BPV_IO, "de map %s kan niet worden geopend (%s); geef de map van een corpus op",
                        walk->root, bpv_errno_text(errno));
    walk_folder(walk, folder, (struct bpv_text){"", 0}, 0);
    close(folder);
    return BPV_OK;
}
