// Test Anything Protocol: one line per test, a failure with its message.
const tests = [];

export function test(name, run) {
    tests.push({ name, run });
}

export async function runAll() {
    const wanted = process.argv[2];
    const chosen = wanted ? tests.filter(({ name }) => name.includes(wanted)) : tests;
    let failed = 0;
    console.log(`TAP version 13\n1..${chosen.length}`);
    for (const [index, { name, run }] of chosen.entries()) {
        try {
            await run();
            console.log(`ok ${index + 1} - ${name}`);
        } catch (error) {
            failed++;
            console.log(`not ok ${index + 1} - ${name}`);
            console.log(String(error.stack || error).replace(/^/gm, "# "));
        }
    }
    if (failed) console.log(`# ${failed} of ${chosen.length} failed`);
    return failed === 0;
}
