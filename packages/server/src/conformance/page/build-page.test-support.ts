/**
 * The page that runs a module and posts its answer. Whatever goes wrong is part of the answer and ends it: an uncaught
 * error, a rejection nobody handles, a message to console.error or console.warn, something the policy forbids.
 */
export function buildPage(imports: Readonly<Record<string, string>>): string {
  // A "<" inside a script could end it.
  const importMap = JSON.stringify({ imports }).replaceAll("<", "\\u003c");
  return `<!doctype html>
<html lang="en">
<meta charset="utf-8">
<title>eqlite</title>
<link rel="icon" href="data:,">
<script type="importmap">${importMap}</script>
<script>${watchScript}</script>
<script type="module" src="/start.js"></script>
</html>
`;
}

/** Runs before everything else: what answers, and what watches for problems. */
const watchScript = `
"use strict";
let isAnswered = false;
function answer(value, problems) {
  if (isAnswered) return;
  isAnswered = true;
  const body = JSON.stringify({ value, problems });
  fetch("/answer", { method: "POST", body }).then((next) => next.json()).then((url) => location.replace(url));
}
const fail = (problem) => answer(undefined, [problem]);
const textOf = (thing) => (thing instanceof Error ? thing.stack : String(thing));
addEventListener("error", ({ error, message, target }) => {
  fail("uncaught: " + (error ? textOf(error) : message || "cannot load " + target.src));
}, true);
const last = new Error("the last rejection");
let reportLast;
// A rejection that nobody handles is reported some time later, in its turn: all have been when the last one has.
const allReported = () => new Promise((resolve) => {
  reportLast = resolve;
  Promise.reject(last);
});
addEventListener("unhandledrejection", (event) => {
  if (event.reason !== last) return fail("unhandled rejection: " + textOf(event.reason));
  event.preventDefault();
  reportLast();
});
addEventListener("securitypolicyviolation", ({ violatedDirective, blockedURI }) => {
  fail("forbidden by " + violatedDirective + ": " + blockedURI);
});
for (const level of ["error", "warn"]) {
  console[level] = (...things) => fail("console." + level + ": " + things.map(textOf).join(" "));
}
`;

/** The module that calls \`run\` of the script. */
export const startScript = `
try {
  const { run } = await import("/script.js");
  const value = await run(await (await fetch("/input.json")).json());
  await allReported();
  answer(value, []);
} catch (error) {
  fail("failed: " + textOf(error));
}
`;
