// Starts a bpvd on a free port of the loopback interface and stops it again.
import { spawn } from "node:child_process";
import { createServer } from "node:net";
import { fileURLToPath } from "node:url";

const top = fileURLToPath(new URL("../../", import.meta.url));
const program = process.env.BPVD || top + "build/bin/bpvd";
const index = process.env.BPV_INDEX || top + "build/bpv.index";
export const TODAY = "2026-11-22";

function freePort() {
    return new Promise((resolve, reject) => {
        const probe = createServer();
        probe.once("error", reject);
        probe.listen(0, "127.0.0.1", () => {
            const { port } = probe.address();
            probe.close(() => resolve(port));
        });
    });
}

const pause = (milliseconds) => new Promise((resolve) => setTimeout(resolve, milliseconds));

async function answers(url) {
    try {
        return (await fetch(url)).ok;
    } catch {
        return false;
    }
}

/* root: "" or a prefix such as "/bpv". corpus: a folder to serve instead of the index. */
export async function startServer(root = "", corpus = "") {
    const port = await freePort();
    const options = ["--listen", `127.0.0.1:${port}`, ...(corpus ? ["--corpus", corpus] : ["--index", index])];
    if (root) options.push("--root", root);
    const child = spawn(program, options, {
        env: { ...process.env, BPV_TODAY: TODAY },
        stdio: ["ignore", "ignore", "pipe"],
    });
    let log = "";
    let ended = false;
    let status = null;
    child.stderr.on("data", (bytes) => (log = (log + bytes).slice(-4000)));
    child.once("error", (error) => (log += error.message));
    child.once("close", (code) => {
        ended = true;
        status = code;
    });
    const origin = `http://127.0.0.1:${port}`;
    for (let i = 0; i < 200; i++) {
        if (await answers(`${origin}${root}/readyz`)) break;
        if (ended || i === 199) {
            child.kill("SIGKILL");
            throw new Error(`bpvd does not start: ${log}`);
        }
        await pause(50);
    }
    return {
        origin,
        root,
        url: (path) => origin + root + path,
        json: async (path) => (await fetch(origin + root + path)).json(),
        log: () => log,
        /* The exit status; a sanitizer that found something makes it other than 0. */
        stop: () =>
            new Promise((resolve) => {
                if (ended) return resolve(status);
                child.once("close", resolve);
                child.kill("SIGTERM");
                setTimeout(() => child.kill("SIGKILL"), 20000).unref();
            }),
    };
}
