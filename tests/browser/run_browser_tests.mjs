// Journeys through the pages in Debian's Chromium. Prints TAP; exit status 0 when all pass.
//   BPV_INDEX=... BPVD=... node run_browser_tests.mjs [part of a test's name]
import assert from "node:assert/strict";
import { cp, mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

import { startServer, TODAY } from "./bpvd_server.mjs";
import { startChromium } from "./chromium.mjs";
import { runAll, test } from "./tap.mjs";

const QUESTION = "Wie tekent de praktijkovereenkomst?";
const CRISIS = "mijn student denkt aan zelfmoord";
const NONSENSE = "welke kleur heeft de maan van Jupiter";
const BROAD = "stage begeleiden student leerbedrijf";
const HOSTILE = `"><script>alert(1)</script>'&amp;`;
const ASK = "/zoek?q=" + encodeURIComponent(QUESTION);

const axeSource = await readFile(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");
const server = await startServer();
const proxied = await startServer("/bpv");
const corpus = join(await mkdtemp(join(tmpdir(), "bpv-auteur-")), "corpus");
await cp(fileURLToPath(new URL("../../corpus", import.meta.url)), corpus, { recursive: true });
const author = await startServer("", corpus);
const browser = await startChromium();

const best = (await server.json("/v1/answers?q=" + encodeURIComponent(QUESTION))).answers[0];
const old = (await server.json("/v1/answers?expired=true&q=corona+2020+handreiking")).answers.find((hit) => hit.expired);

const PAGES = [
    "/",
    ASK,
    ASK + "&force=wet&expired=true&on=2026-11-01",
    "/zoek?q=" + encodeURIComponent(BROAD) + "&offset=10",
    "/zoek?q=" + encodeURIComponent(CRISIS),
    "/zoek?q=" + encodeURIComponent(NONSENSE),
    "/zoek?q=" + encodeURIComponent(HOSTILE),
    "/zoek?q=praktijkovereenkosmt",
    "/zoek?q=corona+2020+handreiking&expired=true",
    "/passage/" + best.id,
    "/passage/" + old.id,
    "/modules",
    "/modules/1",
    "/modules/5",
    "/themas/2",
    "/leergangen",
    "/leergangen/1",
    "/leergangen/2",
    "/leergangen/3",
    "/begrippen",
    "/dekking",
    "/wijzigingen",
    "/over",
    "/zoek?q=stage&module=99",
    "/bestaat-niet",
    "/passage/bestaat-niet",
];

/* A page in a context of its own; every request and every message on the console is watched. */
async function withPage(options, run, on = server) {
    const context = await browser.newContext({ locale: "nl-NL", ...options });
    const page = await context.newPage();
    const complaints = [];
    context.on("request", (request) => {
        if (!request.url().startsWith(on.origin + "/")) complaints.push("request to " + request.url());
    });
    page.on("console", (message) => {
        const expected = /status of (400|404)/.test(message.text());
        if (["error", "warning"].includes(message.type()) && !expected) complaints.push("console: " + message.text());
    });
    page.on("pageerror", (error) => complaints.push("script: " + error.message));
    page.on("dialog", (dialog) => {
        complaints.push("dialog: " + dialog.message());
        dialog.dismiss();
    });
    try {
        await run(page, context);
        assert.deepEqual(complaints, []);
    } finally {
        await context.close();
    }
}

async function axeViolations(page) {
    await page.evaluate(axeSource);
    const { violations, passes } = await page.evaluate(() =>
        axe.run(document, {
            runOnly: ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"],
            rules: { "target-size": { enabled: true } },
        })
    );
    assert.ok(passes.length > 15, "axe has looked at little: " + passes.length);
    return violations.map((found) => `${found.id}: ${found.nodes.map((node) => node.html.slice(0, 160)).join(" | ")}`);
}

const focusedId = (page) => page.evaluate(() => document.activeElement.id);
const visibleText = (page, selector) => page.locator(selector).first().innerText();

// ---- Every page ----

for (const scheme of ["light", "dark"])
    test(`axe finds nothing on ${PAGES.length} pages, ${scheme}`, () =>
        withPage({ colorScheme: scheme }, async (page) => {
            for (const path of PAGES) {
                await page.goto(server.url(path));
                assert.deepEqual(await axeViolations(page), [], path);
            }
        }));

test("axe finds nothing where an answer has several sources", () =>
    withPage({}, async (page) => {
        await page.goto(server.url("/zoek?q=" + encodeURIComponent("stagevergoeding verplicht")));
        await page.evaluate(() => document.querySelectorAll("details").forEach((part) => (part.open = true)));
        assert.ok((await page.locator(".reference dd li + li a").count()) > 0);
        assert.deepEqual(await axeViolations(page), []);
    }));

test("axe finds nothing with folded parts open and with suggestions shown", () =>
    withPage({}, async (page) => {
        await page.goto(server.url("/zoek?q=" + encodeURIComponent(BROAD)));
        await page.evaluate(() => document.querySelectorAll("details").forEach((part) => (part.open = true)));
        await page.fill("#q", "");
        await page.locator("#q").pressSequentially("praktijk");
        await page.waitForSelector("[role=listbox]:not([hidden]) [role=option]");
        await page.keyboard.press("ArrowDown");
        assert.deepEqual(await axeViolations(page), []);
    }));

test("bullets of a list stay on the paper at 320 px", () =>
    withPage({ viewport: { width: 320, height: 640 } }, async (page) => {
        await page.goto(server.url("/wijzigingen"));
        const room = await page.locator("ul.findings").first().evaluate((list) => parseFloat(getComputedStyle(list).paddingLeft));
        assert.ok(room >= 16, `only ${room} px`);
    }));

for (const width of [320, 1280])
    test(`no page scrolls sideways at ${width} px`, () =>
        withPage({ viewport: { width, height: 640 } }, async (page) => {
            for (const path of PAGES) {
                await page.goto(server.url(path));
                await page.evaluate(() => document.querySelectorAll("details").forEach((part) => (part.open = true)));
                const { scroll, client } = await page.evaluate(() => ({
                    scroll: document.documentElement.scrollWidth,
                    client: document.documentElement.clientWidth,
                }));
                assert.ok(scroll <= client, `${path}: ${scroll} > ${client}`);
            }
        }));

test("every page is Dutch, has a title of its own, one h1, a search field and the promise", () =>
    withPage({}, async (page) => {
        for (const path of PAGES) {
            await page.goto(server.url(path));
            assert.equal(await page.getAttribute("html", "lang"), "nl", path);
            assert.match(await page.title(), /BPV-wijzer/, path);
            assert.equal(await page.locator("h1").count(), 1, path);
            assert.equal(await page.locator("form[role=search] #q").count(), 1, path);
            assert.match(await visibleText(page, "footer"), /letterlijke passage; er wordt niets gegenereerd/, path);
            const inline = await page.locator("[style], style, script:not([src]), [onclick]").count();
            assert.equal(inline, 0, path + " has inline style or script");
        }
    }));

test("the links of every page lead somewhere", () =>
    withPage({}, async (page) => {
        const links = new Set();
        for (const path of PAGES.slice(0, -3)) {
            await page.goto(server.url(path));
            for (const link of await page.$$eval("a[href]", (all) => all.map((one) => one.href)))
                if (link.startsWith(server.origin)) links.add(link.replace(/#.*/, ""));
        }
        const dead = [];
        for (const link of links) if (!(await fetch(link)).ok) dead.push(link);
        assert.deepEqual(dead, []);
    }));

test("the fragments that pages link to exist", () =>
    withPage({}, async (page) => {
        for (const path of PAGES) {
            await page.goto(server.url(path));
            const missing = await page.$$eval('a[href^="#"]', (all) =>
                all.map((one) => one.hash.slice(1)).filter((id) => !document.getElementById(id))
            );
            assert.deepEqual(missing, [], path);
        }
        await page.goto(server.url("/over#fout-niet-gevonden"));
        assert.equal(await page.locator("#fout-niet-gevonden, #privacy, #toegankelijkheid").count(), 3);
    }));

// ---- Asking ----

for (const javaScriptEnabled of [true, false]) {
    const how = javaScriptEnabled ? "with script" : "without script";

    test(`search by keyboard only, ${how}`, () =>
        withPage({ javaScriptEnabled }, async (page) => {
            await page.goto(server.url("/"));
            await page.keyboard.press("Tab");
            assert.equal(await visibleText(page, ":focus"), "Naar de inhoud");
            for (let i = 0; i < 12 && (await page.locator("#q:focus").count()) === 0; i++) await page.keyboard.press("Tab");
            await page.keyboard.type(QUESTION);
            await Promise.all([page.waitForURL(/\/zoek\?q=/), page.keyboard.press("Enter")]);
            assert.equal(await visibleText(page, ".answer.best .answer-title"), best.title);
            assert.ok((await visibleText(page, ".answer.best .short")).length > 10);
            assert.match(await page.title(), /Wie tekent/);
            assert.equal(await page.inputValue("#q"), QUESTION);
            for (let i = 0; i < 40 && (await page.locator(".answer-title a:focus").count()) === 0; i++)
                await page.keyboard.press("Tab");
            await Promise.all([page.waitForURL(/\/passage\//), page.keyboard.press("Enter")]);
            assert.equal(await visibleText(page, "h1"), best.title);
        }));

    test(`facets narrow down and can be taken off, ${how}`, () =>
        withPage({ javaScriptEnabled }, async (page) => {
            const { facets, total } = await server.json("/v1/answers?q=" + encodeURIComponent(BROAD));
            const facet = facets.force.find(({ count }) => count < total) || facets.force[0];
            await page.goto(server.url("/zoek?q=" + encodeURIComponent(BROAD)));
            await page.click(`.facets a[href*="force=${facet.value}"]`);
            assert.match(page.url(), new RegExp("force=" + facet.value));
            assert.match(await visibleText(page, ".count"), new RegExp("^" + facet.count + " passage"));
            assert.match(await visibleText(page, ".facets a[aria-current]"), /verwijder filter/);
            assert.equal(await page.locator(".chips a").count(), 1);
            await page.click(".chips a");
            assert.match(await visibleText(page, ".count"), new RegExp("^" + total + " passage"));
            assert.equal(await page.locator(".chips a").count(), 0);
        }));

    test(`further answers fold open and pages follow each other, ${how}`, () =>
        withPage({ javaScriptEnabled }, async (page) => {
            const { total } = await server.json("/v1/answers?q=" + encodeURIComponent(BROAD));
            assert.ok(total > 10, "the broad question has more than one page");
            await page.goto(server.url("/zoek?q=" + encodeURIComponent(BROAD)));
            assert.equal(await page.locator(".further .answer").count(), 9);
            const folded = page.locator(".further .answer .passage").first();
            assert.equal(await folded.isVisible(), false);
            await page.click(".further .answer summary");
            assert.equal(await folded.isVisible(), true);
            await page.click(".pages a[rel=next]");
            assert.match(page.url(), /offset=10/);
            await page.click(".pages a[rel=prev]");
            assert.equal(await page.locator(".answer.best").count(), 1);
        }));

    test(`no answer: says so, names modules and what to do, ${how}`, () =>
        withPage({ javaScriptEnabled }, async (page) => {
            await page.goto(server.url("/zoek?q=" + encodeURIComponent(NONSENSE)));
            assert.match(await visibleText(page, ".empty"), /Geen antwoord gevonden in deze kennisbank/);
            assert.equal(await page.locator(".answer").count(), 0);
            await page.click('.empty a[href*="expired=true"]');
            assert.match(page.url(), /expired=true/);
        }));

    test(`a crisis word puts the school's notice first, ${how}`, () =>
        withPage({ javaScriptEnabled }, async (page) => {
            await page.goto(server.url("/zoek?q=" + encodeURIComponent(CRISIS)));
            const notice = page.locator("main [role=note]").first();
            assert.match(await notice.innerText(), /113/);
            for (const number of ["112", "113"])
                assert.equal(await notice.locator(`a[href="tel:${number}"]`).first().innerText(), number, "to be called at a tap");
            const first = await page.locator("main .result-head > :not(.print-only)").first().getAttribute("role");
            assert.equal(first, "note");
            if (await page.locator(".empty").count())
                assert.doesNotMatch(await visibleText(page, ".empty"), /verlopen|minder woorden/, "no advice about searching");
        }));
}

test("without script there are no buttons that do nothing, and the quote can be selected", () =>
    withPage({ javaScriptEnabled: false }, async (page) => {
        await page.goto(server.url(ASK));
        assert.equal(await page.locator("main button:visible").count(), 0);
        await page.click(".quote summary");
        const quote = await page.locator(".quote textarea").first().inputValue();
        assert.match(quote, /^Vraag: Wie tekent/);
        assert.match(quote, /Bron: Module 1 /);
        assert.ok(quote.endsWith(server.url("/passage/" + best.id)), quote);
    }));

test("the example questions of the start page are all answered", () =>
    withPage({}, async (page) => {
        await page.goto(server.url("/"));
        const examples = await page.$$eval(".examples a", (all) => all.map((one) => [one.textContent, one.href]));
        assert.equal(examples.length, 9);
        const unanswered = [];
        for (const [text, href] of examples) {
            await page.goto(href);
            if ((await page.locator(".answer.best").count()) === 0) unanswered.push(text);
        }
        assert.deepEqual(unanswered, []);
        await page.goto(server.url("/"));
        assert.equal(await page.locator(".junctions li").count(), 6);
    }));

test("an answer shows force, highlights, source, validity, review date and permanent link", () =>
    withPage({}, async (page) => {
        await page.goto(server.url(ASK));
        const answer = page.locator(".answer.best");
        assert.match(await answer.locator(".force").innerText(), /^(Wet|Afspraak|Advies|Achtergrond): /);
        assert.ok((await answer.locator(".passage mark").count()) > 0);
        const reference = await answer.locator(".reference dl").innerText();
        for (const part of ["Module", "Bron", "art. 7.2", "Geldig", "Nagekeken", best.id, server.url("/passage/" + best.id)])
            assert.ok(reference.includes(part), part);
        const source = answer.locator('.reference a[rel~="noopener"]').first();
        assert.match(await source.getAttribute("href"), /^https:\/\//);
        assert.equal(await source.getAttribute("target"), null);
    }));

test("an expired passage says so in words and is not an answer of today", () =>
    withPage({}, async (page) => {
        await page.goto(server.url("/passage/" + old.id));
        assert.match(await visibleText(page, ".expired-banner"), /Verlopen.*gold tot en met/);
        assert.match(await visibleText(page, ".labels"), /Verlopen/);
        await page.goto(server.url("/zoek?q=corona+2020+handreiking"));
        assert.equal(await page.locator(".answer .expired-label").count(), 0);
    }));

test("a typing error is met with 'Bedoelde je'", () =>
    withPage({}, async (page) => {
        await page.goto(server.url("/zoek?q=praktijkovereenkosmt"));
        assert.match(await visibleText(page, ".remark"), /Bedoelde je praktijkovereenkomst\s*\?/);
        await page.click(".remark a");
        assert.equal(await page.inputValue("#q"), "praktijkovereenkomst");
    }));

test("markup in a question stays text", () =>
    withPage({}, async (page) => {
        await page.goto(server.url("/zoek?q=" + encodeURIComponent(HOSTILE)));
        assert.ok((await visibleText(page, "h1")).includes(HOSTILE));
        assert.equal(await page.inputValue("#q"), HOSTILE);
        assert.equal(await page.locator("main script").count(), 0);
    }));

test("no answer: explains the terms of the question, and takes no ordinary word for an abbreviation", () =>
    withPage({}, async (page) => {
        await page.goto(server.url("/zoek?q=" + encodeURIComponent("pok kleur van de maan jupiter raket")));
        assert.match(await visibleText(page, ".terms dt"), /\(POK\)/);
        await page.goto(server.url("/zoek?q=" + encodeURIComponent("draait de maan ook op jupiter raket")));
        assert.equal(await page.locator(".terms dt").count(), 0);
    }));

// ---- With script ----

test("suggestions follow the combobox pattern", () =>
    withPage({}, async (page) => {
        await page.goto(server.url("/"));
        const input = page.locator("#q");
        const attribute = (name) => input.getAttribute(name);
        assert.equal(await attribute("role"), "combobox");
        assert.equal(await attribute("aria-expanded"), "false");
        assert.equal(await attribute("aria-autocomplete"), "list");
        await input.pressSequentially("praktijkov");
        await page.waitForSelector("[role=listbox]:not([hidden]) [role=option]");
        const list = page.locator("#" + (await attribute("aria-controls")));
        const count = await list.locator("[role=option]").count();
        assert.equal(await attribute("aria-expanded"), "true");
        assert.equal(await attribute("aria-activedescendant"), null);
        assert.match(await page.locator("#q-status").innerText(), new RegExp("^" + count + " suggestie"));
        await page.keyboard.press("ArrowDown");
        const active = page.locator("#" + (await attribute("aria-activedescendant")));
        assert.equal(await active.getAttribute("aria-selected"), "true");
        assert.equal(await focusedId(page), "q");
        await page.keyboard.press("ArrowUp");
        assert.equal(await attribute("aria-activedescendant"), null);
        await page.keyboard.press("ArrowUp");
        assert.equal(await attribute("aria-activedescendant"), "q-suggesties-" + (count - 1));
        await page.keyboard.press("Escape");
        assert.equal(await attribute("aria-expanded"), "false");
        assert.equal(await list.isVisible(), false);
        assert.equal(await page.inputValue("#q"), "praktijkov");
        await page.keyboard.press("ArrowDown");
        await page.waitForSelector("[role=listbox]:not([hidden])");
        await page.keyboard.press("ArrowDown");
        const text = await list.locator("[aria-selected=true]").evaluate((option) => option.dataset.text);
        await Promise.all([page.waitForURL(/\/zoek\?q=/), page.keyboard.press("Enter")]);
        assert.equal(await page.inputValue("#q"), text);
    }));

test("a suggestion can be chosen with the mouse; typing fast asks once", () =>
    withPage({}, async (page) => {
        const asked = [];
        page.on("request", (request) => request.url().includes("/v1/suggestions") && asked.push(request.url()));
        await page.goto(server.url("/"));
        await page.locator("#q").pressSequentially("werktijden", { delay: 10 });
        await page.waitForSelector("[role=option]");
        assert.equal(asked.length, 1);
        await Promise.all([page.waitForURL(/\/zoek\?q=/), page.locator("[role=option]").first().click()]);
    }));

test("the / key goes to the field, stays a character in fields, and can be turned off", () =>
    withPage({}, async (page) => {
        await page.goto(server.url("/modules"));
        await page.keyboard.press("/");
        assert.equal(await focusedId(page), "q");
        await page.keyboard.type("bol/bbl");
        assert.equal(await page.inputValue("#q"), "bol/bbl");
        await page.goto(server.url("/over"));
        await page.click("#slash-switch");
        assert.equal(await page.getAttribute("#slash-switch", "aria-pressed"), "false");
        await page.goto(server.url("/modules"));
        await page.keyboard.press("/");
        assert.notEqual(await focusedId(page), "q");
    }));

test("copy with reference puts answer, source, dates and link on the clipboard", () =>
    withPage({}, async (page, context) => {
        await context.grantPermissions(["clipboard-read", "clipboard-write"], { origin: server.origin });
        await page.goto(server.url(ASK));
        const short = await visibleText(page, ".answer.best .short");
        await page.click("text=Kopieer met verwijzing");
        await page.waitForSelector("text=Gekopieerd.");
        const brief = await page.evaluate(() => navigator.clipboard.readText());
        for (const part of ["Vraag: " + QUESTION, short, best.reference, "Nagekeken: ", server.url("/passage/" + best.id)])
            assert.ok(brief.includes(part), part);
        await page.click("text=Kopieer hele passage");
        await page.waitForFunction((before) => navigator.clipboard.readText().then((now) => now !== before), brief);
        const whole = await page.evaluate(() => navigator.clipboard.readText());
        assert.ok(whole.length > brief.length);
        assert.doesNotMatch(whole, /\*\*|\]\(/);
    }));

test("a hint when a question holds a person and an illness, or a citizen number; nothing of it is sent", () =>
    withPage({}, async (page) => {
        const asked = [];
        page.on("request", (request) => request.url().includes("/assets/") || asked.push(request.url()));
        await page.goto(server.url("/"));
        const hint = async (text) => {
            await page.fill("#q", text);
            await page.waitForTimeout(300);
            return page.locator("#q-privacy").innerText();
        };
        asked.length = 0;
        assert.match(await hint("mijn student Kevin heeft autisme"), /Laat de naam weg/);
        assert.match(await hint("student met bsn 111222333 komt niet"), /burgerservicenummer/);
        assert.deepEqual(asked, []);
        assert.equal(await hint("mag een student met autisme een aangepast examen doen"), "");
        assert.equal(await hint("valt een student met ADHD onder de Wajong"), "");
        assert.equal(await hint("ordernummer 123456789"), "");
    }));

// ---- Paper ----

const pagesOfPdf = (pdf) => (pdf.toString("latin1").match(/\/Type\s*\/Page(?![a-z])/g) || []).length;

test("one passage prints on one A4, with address, day and source", () =>
    withPage({}, async (page) => {
        const hits = [];
        for (const question of [QUESTION, BROAD, "arbeidstijden student 17 jaar", "subsidie praktijkleren", "stagebezoek"])
            hits.push(...(await server.json("/v1/answers?limit=50&q=" + encodeURIComponent(question))).answers);
        hits.sort((left, right) => right.text.length + 200 * right.sources.length - left.text.length - 200 * left.sources.length);
        for (const hit of hits.slice(0, 6)) {
            await page.goto(server.url("/passage/" + hit.id));
            assert.equal(pagesOfPdf(await page.pdf({ preferCSSPageSize: true })), 1, hit.id);
        }
        await page.goto(server.url(ASK));
        assert.equal(pagesOfPdf(await page.pdf({ preferCSSPageSize: true })), 1, "answer page");
        await page.emulateMedia({ media: "print" });
        const sheet = await page.innerText("body");
        const [year, , day] = TODAY.split("-");
        for (const part of [server.url("/passage/" + best.id), `${Number(day)} november ${year}`, "art. 7.2"])
            assert.ok(sheet.includes(part), part);
        assert.equal(await page.locator("#q").isVisible(), false);
    }));

// ---- Behind a proxy under a prefix ----

test("every link, asset and request keeps the root prefix", () =>
    withPage(
        {},
        async (page) => {
            page.on("request", (request) =>
                assert.ok(request.url().startsWith(proxied.origin + "/bpv/"), "outside the prefix: " + request.url())
            );
            for (const path of ["/", ASK, "/passage/" + best.id, "/modules/1", "/leergangen/1", "/begrippen", "/over"]) {
                await page.goto(proxied.url(path));
                const outside = await page.$$eval("[href], [src], [action]", (all) =>
                    all
                        .map((one) => one.getAttribute("href") || one.getAttribute("src") || one.getAttribute("action"))
                        .filter((address) => address.startsWith("/") && !address.startsWith("/bpv/"))
                );
                assert.deepEqual(outside, [], path);
            }
            await page.goto(proxied.url("/"));
            await page.locator("#q").pressSequentially("praktijk");
            await page.waitForSelector("[role=option]");
        },
        proxied
    ));

// ---- For authors ----

const AUTHOR_PAGES = ["/auteur", "/auteur/passage/" + best.id, "/auteur/passage/" + old.id, "/auteur/passage/bestaat-niet"];

async function checkAuthorPages(page) {
    for (const path of AUTHOR_PAGES) {
        await page.goto(author.url(path));
        await page.evaluate(() => document.querySelectorAll("details").forEach((part) => (part.open = true)));
        assert.deepEqual(await axeViolations(page), [], path);
        assert.equal(await page.locator("h1").count(), 1, path);
        const { scroll, client } = await page.evaluate(() => ({
            scroll: document.documentElement.scrollWidth,
            client: document.documentElement.clientWidth,
        }));
        assert.ok(scroll <= client, `${path}: ${scroll} > ${client}`);
    }
}

for (const colorScheme of ["light", "dark"])
    test(`axe finds nothing on the pages for authors, ${colorScheme}, and they fit in 320 px`, () =>
        withPage({ colorScheme, viewport: { width: 320, height: 640 } }, checkAuthorPages, author));

test("an author goes from the list to a preview and sees which questions find it, without script", () =>
    withPage(
        { javaScriptEnabled: false },
        async (page) => {
            await page.goto(author.url("/"));
            await page.click("footer >> text=Voor auteurs");
            const link = page.locator(`a[href="/auteur/passage/${best.id}"]`);
            await page.locator("#passages details", { has: link }).locator("summary").click();
            await link.click();
            assert.equal(await visibleText(page, "h1"), best.title);
            assert.match(await visibleText(page, ".answer.best .short"), /./);
            assert.match(await visibleText(page, "#vragen tbody tr"), /plaats 1/);
            assert.match(await visibleText(page, "#kwaliteit"), /Opmerkingen/);
        },
        author
    ));

test("an error in the corpus becomes a banner that axe likes, and goes away again", () =>
    withPage(
        {},
        async (page) => {
            const wrong = join(corpus, "fout.md");
            const until = async (text) => {
                for (let i = 0; i < 200; i++) {
                    await page.goto(author.url("/auteur"));
                    if ((await page.locator("main").innerText()).includes(text)) return;
                    await page.waitForTimeout(50);
                }
                assert.fail("no " + text);
            };
            await writeFile(wrong, "geen kop\n");
            await until("blijft de vorige versie te zien");
            assert.match(await visibleText(page, "#fouten"), /fout\.md/);
            await checkAuthorPages(page);
            await rm(wrong);
            await until("Het corpus heeft geen fouten");
        },
        author
    ));

test("the servers end with status 0", async () => {
    const ended = [await server.stop(), await proxied.stop(), await author.stop()];
    assert.deepEqual(ended, [0, 0, 0], server.log() + proxied.log() + author.log());
});

let passed = false;
try {
    passed = await runAll();
} finally {
    await browser.close();
    await Promise.all([server.stop(), proxied.stop(), author.stop()]);
    await rm(join(corpus, ".."), { recursive: true, force: true });
}
process.exitCode = passed ? 0 : 1;
