// Validates every reply of a running bpvd against the OpenAPI document that it serves. TAP on stdout.
//   node openapi_check.mjs http://127.0.0.1:8080
import Ajv2020 from "ajv/dist/2020.js";
import addFormats from "ajv-formats";

const origin = process.argv[2];
let number = 0;
let failures = 0;

function ok(name, problems) {
    number++;
    const good = !problems || problems.length === 0;
    if (!good) failures++;
    console.log(`${good ? "ok" : "not ok"} ${number} - ${name}`);
    for (const problem of (problems || []).slice(0, 10)) console.log(`# ${JSON.stringify(problem)}`);
}

const openapi = await (await fetch(`${origin}/openapi.json`)).json();
const ajv = new Ajv2020({ strict: true, strictTypes: false, strictTuples: false, allErrors: true });
addFormats(ajv);
ajv.addVocabulary(["paths", "components", "info", "servers", "tags", "security", "openapi", "example"]);
ajv.addSchema({ $id: "bpv:openapi", ...openapi });

const pointer = (part) => part.replaceAll("~", "~0").replaceAll("/", "~1");
const used = new Set();

/* The response object of a route for a status, references followed, with the pointer to it. */
function responseOf(route, method, status) {
    const operation = openapi.paths[route]?.[method];
    if (!operation) return null;
    const key = operation.responses[status] ? String(status) : "default";
    let response = operation.responses[key];
    let place = `#/paths/${pointer(route)}/${method}/responses/${key}`;
    used.add(`${method} ${route} ${key}`);
    if (response.$ref) {
        place = response.$ref;
        response = place.slice(2).split("/").reduce((node, part) => node[part.replaceAll("~1", "/")], openapi);
    }
    return { response, place };
}

async function check(route, path, options = {}) {
    const method = (options.method || "GET").toLowerCase();
    const reply = await fetch(origin + path, { redirect: "manual", ...options });
    const name = `${method.toUpperCase()} ${path.slice(0, 60)}: ${reply.status}`;
    const found = responseOf(route, method === "head" ? "get" : method, reply.status);
    if (!found) return ok(name, [`no ${method} ${route} in the document`]);
    if (options.status && reply.status !== options.status) return ok(name, [`expected status ${options.status}`]);
    const type = (reply.headers.get("content-type") || "").split(";")[0];
    if (reply.status === 304 || method === "head") return ok(name, reply.status === 304 && type ? ["304 with a content type"] : []);
    const content = found.response.content?.[type];
    if (!content) return ok(name, [`${type} is not described`]);
    if (!type.endsWith("json")) return ok(name, (await reply.text()).length ? [] : ["empty body"]);
    const validate = ajv.compile({ $ref: `bpv:openapi${found.place}/content/${pointer(type)}/schema` });
    const body = await reply.json();
    ok(name, validate(body) ? [] : validate.errors);
    return { body, reply };
}

const post = (body, type = "application/json") => ({ method: "POST", body, headers: { "Content-Type": type } });
const answers = "/v1/answers";

const first = await check(answers, `${answers}?q=Wie+tekent+de+praktijkovereenkomst`);
await check(answers, `${answers}?q=mag+mijn+student+van+17+tot+elf+uur+werken&explain=true&limit=50`);
await check(answers, `${answers}?q=stage&limit=50&offset=20`);
await check(answers, `${answers}?q=corona&expired=true&on=2020-06-01&limit=50`);
await check(answers, `${answers}?q=xyzzy+plugh`);
await check(answers, `${answers}?q=stgae+overeenkosmt`);
await check(answers, `${answers}?q=mijn+student+wil+dood`);
await check(answers, `${answers}?q=beoordeling&module=3&module=5&force=wet&force=advies&audience=alle&limit=0`);
await check(answers, answers, { status: 400 });
await check(answers, `${answers}?q=a&vreemd=1`, { status: 400 });
await check(answers, `${answers}?q=%zz`, { status: 400 });
await check(answers, answers, { ...post('{"q": "stage", "limit": 3, "module": [1, 2], "expired": true}'), status: 200 });
await check(answers, answers, { ...post("q=stage&limit=2", "application/x-www-form-urlencoded"), status: 200 });
await check(answers, answers, { ...post("{"), status: 400 });
await check(answers, answers, { ...post("q", "text/plain"), status: 415 });
await check(answers, answers, { ...post("x".repeat(20000)), status: 413 });
await check(answers, `${answers}?q=stage`, { method: "HEAD" });
await check(answers, `${answers}?q=stage`, { headers: { "If-None-Match": "*" }, status: 304 });
for (const answer of first?.body?.answers || []) {
    await check("/v1/passages/{id}", `/v1/passages/${answer.id}`, { status: 200 });
    await check("/v1/passages/{id}/similar", `/v1/passages/${answer.id}/similar?limit=3`, { status: 200 });
}
await check("/v1/passages/{id}", "/v1/passages/bestaat-niet", { status: 404 });
await check("/v1/passages/{id}", "/v1/passages/pok-wie-tekent?on=x", { status: 400 });
await check("/v1/passages/{id}/similar", "/v1/passages/bestaat-niet/similar", { status: 404 });
for (const start of ["st", "praktijk", "wie tek", "bol", "", "q%C3%A9"]) {
    await check("/v1/suggestions", `/v1/suggestions?q=${encodeURI(start)}`, { status: 200 });
}
await check("/v1/suggestions", "/v1/suggestions", { status: 400 });
for (const route of Object.keys(openapi.paths)) {
    if (route.includes("{") || route === answers || route === "/v1/suggestions") continue;
    await check(route, route, { status: 200 });
    await check(route, `${route}?vreemd=1`, { status: 400 });
}

// The document itself: every reference leads somewhere, every operation has an id of its own, every path was asked.
const references = [...JSON.stringify(openapi).matchAll(/"\$ref":"#\/([^"]+)"/g)].map((match) => match[1]);
ok("every reference in the document leads somewhere",
    references.filter((place) => !place.split("/").reduce((node, part) => node?.[part.replaceAll("~1", "/")], openapi)));
const ids = Object.values(openapi.paths).flatMap((item) => Object.values(item).map((operation) => operation.operationId));
ok("operation ids are unique", ids.length === new Set(ids).size ? [] : ids);
const asked = new Set([...used].map((entry) => entry.split(" ")[1]));
ok("every path of the document was asked", Object.keys(openapi.paths).filter((route) => !asked.has(route)));
ok("the codes of problems are listed", openapi.components.schemas.Problem.properties.code.enum.length >= 16 ? [] : ["too few"]);
console.log(`1..${number}`);
process.exit(failures ? 1 : 0);
