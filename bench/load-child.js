// @ts-check
// node bench/load-child.js FOLDER: loads rules in this fresh process and prints how long it took, as JSON.
const start = performance.now();
const { builtInCatalogue } = await import("../packages/core/dist/events/index.js");
const { loadRules } = await import("../packages/server/dist/scan/load-rules.js");
const imported = performance.now();
const { prepared } = await loadRules([process.argv[2] ?? ""], builtInCatalogue(), Date.now());
const loaded = performance.now();
console.log(
  JSON.stringify({ importMs: imported - start, loadMs: loaded - imported, rules: prepared.length }),
);
