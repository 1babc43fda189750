// Pictures of the pages, light and dark, narrow and wide: node screenshots.mjs [folder]
// With --readme as folder it renews the two pictures of the README instead, in screenshots/.
import { copyFile, mkdir, mkdtemp } from "node:fs/promises";
import { tmpdir } from "node:os";
import { fileURLToPath } from "node:url";

import { startServer } from "./bpvd_server.mjs";
import { startChromium } from "./chromium.mjs";

const here = (path) => fileURLToPath(new URL(path, import.meta.url));
const forReadme = process.argv[2] === "--readme";
const folder = forReadme ? await mkdtemp(tmpdir() + "/bpv-") : process.argv[2] || here("../../build/screenshots");
const QUESTION = "Mag mijn student van 17 tot elf uur ’s avonds werken?";

const server = await startServer();
const browser = await startChromium();
const found = await server.json("/v1/answers?q=" + encodeURIComponent(QUESTION));

const pages = {
    home: "/",
    answer: "/zoek?q=" + encodeURIComponent(QUESTION),
    passage: "/passage/" + found.answers[0].id,
    module: "/modules/1",
    track: "/leergangen/1",
    crisis: "/zoek?q=" + encodeURIComponent("mijn student denkt aan zelfmoord"),
    none: "/zoek?q=" + encodeURIComponent("welke kleur heeft de maan van Jupiter"),
    modules: "/modules",
    tracks: "/leergangen",
    glossary: "/begrippen",
    about: "/over",
};

await mkdir(folder, { recursive: true });
for (const colorScheme of ["light", "dark"])
    for (const width of [320, 1280]) {
        const context = await browser.newContext({ colorScheme, locale: "nl-NL", viewport: { width, height: width > 700 ? 860 : 640 } });
        const page = await context.newPage();
        for (const [name, path] of Object.entries(pages)) {
            await page.goto(server.url(path));
            await page.screenshot({ path: `${folder}/${name}-${colorScheme}-${width}.png` });
            await page.screenshot({ path: `${folder}/${name}-${colorScheme}-${width}-full.png`, fullPage: true });
        }
        await context.close();
    }
await browser.close();
await server.stop();

if (forReadme) {
    await mkdir(here("screenshots"), { recursive: true });
    for (const name of ["home", "answer"])
        await copyFile(`${folder}/${name}-light-1280.png`, here(`screenshots/${name}-light.png`));
}
