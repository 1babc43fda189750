#include "assets.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* Made by embed_assets.sh; the tables end with an entry without a name. */
extern const struct asset embedded_assets[];
extern const char embedded_assets_digest[];

const struct asset *asset_find(const char *name)
{
    for (const struct asset *asset = embedded_assets; asset->name; asset++)
        if (strcmp(asset->name, name) == 0)
            return asset;
    return NULL;
}

const char *asset_path(const char *name)
{
    const struct asset *asset = asset_find(name);
    if (!asset) {
        fprintf(stderr, "bpvd: no asset named %s\n", name);
        abort();
    }
    return asset->path;
}

const struct asset *asset_find_hashed(struct bpv_text hashed_name)
{
    for (const struct asset *asset = embedded_assets; asset->name; asset++)
        if (strlen(asset->hashed_name) == hashed_name.length &&
            memcmp(asset->hashed_name, hashed_name.start, hashed_name.length) == 0)
            return asset;
    return NULL;
}

const char *asset_content_type(const struct asset *asset)
{
    static const struct {
        const char *extension, *type;
    } types[] = {
        {".css", "text/css; charset=utf-8"},   {".js", "text/javascript; charset=utf-8"},
        {".svg", "image/svg+xml"},             {".png", "image/png"},
        {".ico", "image/x-icon"},              {".json", "application/json; charset=utf-8"},
        {".woff2", "font/woff2"},              {".txt", "text/plain; charset=utf-8"},
        {".xml", "application/xml; charset=utf-8"},
    };
    const char *extension = strrchr(asset->name, '.');
    for (size_t i = 0; extension && i < sizeof types / sizeof types[0]; i++)
        if (strcmp(extension, types[i].extension) == 0)
            return types[i].type;
    return "application/octet-stream";
}

const char *asset_digest(void)
{
    return embedded_assets_digest;
}
