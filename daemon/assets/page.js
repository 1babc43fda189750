/*
 * page.js: what the pages can do more with script: suggestions while typing, copy, print, the / key and a privacy hint.
 * Every page works without it. It talks to its own server only, and only to /v1/suggestions.
 */
"use strict";

(() => {
    const root = document.documentElement.dataset.root || "";
    const SLASH_OFF = "bpv-slash-off";

    /* ---- Suggestions: a combobox after the ARIA Authoring Practices; focus stays in the field ---- */

    const KINDS = { title: "passage", question: "vraag", term: "begrip" };
    const DEBOUNCE_MS = 160;
    const SHORTEST = 2;

    class Suggestions {
        constructor(input, status) {
            this.input = input;
            this.status = status;
            this.active = -1;
            this.typed = input.value;
            this.request = null;
            this.timer = 0;
            this.list = document.createElement("ul");
            this.list.id = input.id + "-suggesties";
            this.list.className = "suggestions";
            this.list.setAttribute("role", "listbox");
            this.list.setAttribute("aria-label", "Suggesties");
            this.list.hidden = true;
            input.parentElement.append(this.list);
            input.setAttribute("role", "combobox");
            input.setAttribute("aria-autocomplete", "list");
            input.setAttribute("aria-expanded", "false");
            input.setAttribute("aria-controls", this.list.id);
            input.addEventListener("input", () => this.typing());
            input.addEventListener("keydown", (event) => this.key(event));
            input.addEventListener("blur", () => this.close());
            /* A press on an option must not take the focus out of the field. */
            this.list.addEventListener("mousedown", (event) => event.preventDefault());
            this.list.addEventListener("click", (event) => this.choose(event.target.closest("li")));
        }

        typing() {
            this.typed = this.input.value;
            clearTimeout(this.timer);
            if (this.typed.trim().length < SHORTEST || privacyHint(this.typed)) {
                this.close();
                return;
            }
            this.timer = setTimeout(() => this.ask(), DEBOUNCE_MS);
        }

        async ask() {
            if (this.request) this.request.abort();
            this.request = new AbortController();
            try {
                const reply = await fetch(root + "/v1/suggestions?q=" + encodeURIComponent(this.typed), {
                    signal: this.request.signal,
                    headers: { Accept: "application/json" },
                });
                if (!reply.ok) return this.close();
                const body = await reply.json();
                if (document.activeElement === this.input) this.show(body.suggestions || []);
            } catch {
                /* No network or overtaken by the next key: the form itself still works. */
            }
        }

        show(found) {
            this.active = -1;
            this.input.removeAttribute("aria-activedescendant");
            this.list.replaceChildren(
                ...found.map((suggestion, index) => {
                    const option = document.createElement("li");
                    option.id = this.list.id + "-" + index;
                    option.setAttribute("role", "option");
                    option.setAttribute("aria-selected", "false");
                    option.dataset.text = suggestion.text;
                    const kind = document.createElement("small");
                    kind.textContent = KINDS[suggestion.kind] || "";
                    option.append(suggestion.text, " ", kind);
                    return option;
                })
            );
            this.open(found.length > 0);
            const count = found.length === 1 ? "1 suggestie" : found.length + " suggesties";
            this.status.textContent = found.length ? count + ". Kies met pijl omlaag." : "Geen suggesties.";
        }

        open(shown) {
            this.list.hidden = !shown;
            this.input.setAttribute("aria-expanded", String(shown));
        }

        close() {
            clearTimeout(this.timer);
            if (this.request) this.request.abort();
            this.active = -1;
            this.input.removeAttribute("aria-activedescendant");
            this.open(false);
            this.status.textContent = "";
        }

        /* Option -1 is the field itself, with what was typed. */
        move(step) {
            const options = [...this.list.children];
            if (this.active >= 0) options[this.active].setAttribute("aria-selected", "false");
            const places = options.length + 1;
            this.active = ((this.active + 1 + step + places) % places) - 1;
            if (this.active < 0) {
                this.input.removeAttribute("aria-activedescendant");
                return;
            }
            const option = options[this.active];
            option.setAttribute("aria-selected", "true");
            option.scrollIntoView({ block: "nearest" });
            this.input.setAttribute("aria-activedescendant", option.id);
        }

        choose(option) {
            if (!option) return;
            this.input.value = option.dataset.text;
            this.close();
            this.input.form.requestSubmit();
        }

        key(event) {
            if (event.isComposing || event.altKey || event.ctrlKey || event.metaKey) return;
            const shown = !this.list.hidden;
            if (event.key === "Escape" && shown) {
                this.close();
            } else if (event.key === "ArrowDown" && !shown) {
                this.typing();
            } else if (event.key === "ArrowDown" && shown) {
                this.move(1);
            } else if (event.key === "ArrowUp" && shown) {
                this.move(-1);
            } else if (event.key === "Enter" && shown && this.active >= 0) {
                this.choose(this.list.children[this.active]);
            } else {
                return;
            }
            event.preventDefault();
        }
    }

    /* ---- Privacy: a hint when the question seems to be about one person. Nothing of this leaves the browser ---- */

    const HEALTH = new RegExp(
        "\\b(autis\\w*|adhd|add|asperger|ass|dyslexie|dyscalculie|depressie\\w*|depressief|borderline|psychos\\w*|bipolair|" +
            "angststoornis|ptss|trauma|eetstoornis|anorexia|boulimia|verslaa?v\\w*|verslaafd|epilepsie|diabetes|reuma|kanker|" +
            "hiv|zwanger|licht verstandelijk\\w*|lvb|su[iï]cid\\w*|diagnose|stoornis|medicijnen|ziekte)(?!\\w)",
        "iu"
    );
    const NAMED = /\b(?:heet|genaamd|naam is|student|studente|leerling|stagiair|stagiaire)\s+\p{Lu}\p{Ll}{2,}/u;
    const NAME_INSIDE = /\p{Ll}[,]?\s+(\p{Lu}\p{Ll}{2,})(?:\s+(?:van|de|den|der|el|ten|ter)\b)*(?:\s+\p{Lu}\p{Ll}+)?/gu;
    const NO_NAMES = /^(?:Wajong|Doorstroompunt|Nederland|Participatiewet|Arbeids\w+|Arbo\w*|Werkcentrum|Europa|Wet|Stagepact|Inspectie)/u;

    /* A citizen service number: nine digits that pass the eleven test. */
    function hasCitizenNumber(text) {
        for (const [run] of text.matchAll(/(?<!\d)\d(?:[ .-]?\d){8}(?!\d)/g)) {
            const digits = run.replace(/\D/g, "");
            let sum = 0;
            for (let i = 0; i < 9; i++) sum += Number(digits[i]) * (i === 8 ? -1 : 9 - i);
            if (sum % 11 === 0) return true;
        }
        return false;
    }

    function hasName(text) {
        if (NAMED.test(text)) return true;
        return [...text.matchAll(NAME_INSIDE)].some((found) => !NO_NAMES.test(found[1]));
    }

    function privacyHint(text) {
        if (hasCitizenNumber(text)) return "Dit lijkt een burgerservicenummer. Haal het weg: voor het antwoord is het niet nodig.";
        if (HEALTH.test(text) && hasName(text))
            return "Dit lijkt te gaan over de gezondheid van één student. Laat de naam weg: voor het antwoord is die niet nodig.";
        return "";
    }

    function watchPrivacy(input, place) {
        const look = () => {
            const hint = privacyHint(input.value);
            if (place.textContent !== hint) place.textContent = hint;
        };
        input.addEventListener("input", look);
        look();
    }

    /* ---- Copy and print ---- */

    async function copyText(field) {
        try {
            await navigator.clipboard.writeText(field.value);
            return true;
        } catch {
            /* Without https there is no clipboard interface: copy from the selected field. */
            const folded = field.closest("details");
            const wasOpen = !folded || folded.open;
            if (folded) folded.open = true;
            field.select();
            const copied = document.execCommand("copy");
            if (folded && copied) folded.open = wasOpen;
            return copied;
        }
    }

    function completeLinks() {
        for (const place of document.querySelectorAll("[data-permanent]")) {
            const path = place.dataset.permanent;
            const full = location.origin + path;
            if (place instanceof HTMLTextAreaElement) place.value = place.value.replace(place.dataset.link, () => full);
            else place.textContent = full;
        }
    }

    function offerActions() {
        for (const button of document.querySelectorAll("button[data-copy]")) {
            button.hidden = false;
            button.addEventListener("click", async () => {
                const done = await copyText(document.getElementById(button.dataset.copy));
                const status = button.parentElement.querySelector("[role=status]");
                status.textContent = done ? "Gekopieerd." : "Kopiëren lukt niet. Selecteer de tekst hieronder.";
            });
        }
        for (const button of document.querySelectorAll("button[data-print]")) {
            button.hidden = false;
            button.addEventListener("click", () => window.print());
        }
    }

    /* ---- The / key. It can be turned off on the page /over ---- */

    function slashIsOff() {
        try {
            return localStorage.getItem(SLASH_OFF) === "1";
        } catch {
            return false;
        }
    }

    function isTyping(element) {
        return element.isContentEditable || /^(?:INPUT|TEXTAREA|SELECT)$/.test(element.tagName);
    }

    function watchSlash(input) {
        document.addEventListener("keydown", (event) => {
            if (event.key !== "/" || event.ctrlKey || event.metaKey || event.altKey || slashIsOff()) return;
            if (event.target instanceof Element && isTyping(event.target)) return;
            event.preventDefault();
            input.focus();
            input.select();
        });
    }

    function offerSlashSwitch(button) {
        const show = () => {
            button.setAttribute("aria-pressed", String(!slashIsOff()));
        };
        button.hidden = false;
        button.addEventListener("click", () => {
            try {
                if (slashIsOff()) localStorage.removeItem(SLASH_OFF);
                else localStorage.setItem(SLASH_OFF, "1");
            } catch {
                /* A browser that keeps nothing: the key stays as it is. */
            }
            show();
        });
        show();
    }

    const input = document.getElementById("q");
    if (input) {
        new Suggestions(input, document.getElementById("q-status"));
        watchPrivacy(input, document.getElementById("q-privacy"));
        watchSlash(input);
        for (const hint of document.querySelectorAll(".slash-hint")) hint.hidden = slashIsOff();
    }
    const slashSwitch = document.getElementById("slash-switch");
    if (slashSwitch) offerSlashSwitch(slashSwitch);
    completeLinks();
    offerActions();
})();
