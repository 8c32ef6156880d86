// @ts-check
// A rule that takes minutes for a few events: its deadline ends it, it is named, and the others have their alerts.
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { check, ruleOf, ship } from "./fault.js";

const blockMs = 2_000;
const letters = 2_000_000;

/** @type {import("./fault.js").Fault} */
export const wildRule = {
  title: "a rule that runs wild",
  async run({ folder, start }) {
    const rules = join(folder, "rules.ndjson");
    const queries = {
      good: 'process where process.name == "evil.exe"',
      wild: 'process where process.command_line regex~ ".*a.{900}c|.*b.{900}d|.*a.{901}e"',
      other: "process where length(process.command_line) > 10",
    };
    writeFileSync(
      rules,
      Object.entries(queries)
        .map(([id, query]) => JSON.stringify(ruleOf(id, query)))
        .join("\n"),
    );
    const server = await start({
      folder,
      flags: { rules: [rules], live: false, scheduled: false },
      judging: { threadBytes: 0, limits: { blockMs } },
    });
    const long = irregularText(letters);
    check(
      await ship(
        server,
        ["x", "y", "z"].map((first) => eventOf(first + long)),
      ),
      "events were refused",
    );
    const beganMs = performance.now();
    let isTicking = true;
    const tick = server.ask("tick").finally(() => {
      isTicking = false;
    });
    let answered = 0;
    let slowestMs = 0;
    while (isTicking) {
      const askedMs = performance.now();
      check((await fetch(`${server.url}/healthz`)).ok, "requests are not answered meanwhile");
      slowestMs = Math.max(slowestMs, performance.now() - askedMs);
      answered += 1;
    }
    await tick;
    const seconds = ((performance.now() - beganMs) / 1000).toFixed(1);
    /** @type {{ rule: string }[]} */
    const alerts = await server.ask("alerts");
    const found = alerts
      .map(({ rule }) => rule)
      .sort()
      .join(" ");
    check(found === "good good good other other other", `alerts are of ${found}`);
    const status = /** @type {{ problems: { code: string, details: string[] }[] }} */ (
      await (await fetch(`${server.url}/api/v1/status`)).json()
    );
    const named = status.problems.find(({ code }) => code === "rules-fail")?.details ?? [];
    check(
      named.length === 1 && named[0]?.startsWith("wild: The rule was ended") === true,
      `the status names ${named}`,
    );
    return `ended and named after ${seconds} s (deadline ${blockMs / 1000} s), ${alerts.length} alerts of the others, ${answered} requests answered meanwhile, the slowest in ${Math.round(slowestMs)} ms`;
  },
};

/** @param {string} commandLine */
function eventOf(commandLine) {
  return {
    "@timestamp": new Date(Date.UTC(2026, 5, 8)).toISOString(),
    event: { category: ["process"], type: ["start"] },
    process: { name: "evil.exe", command_line: commandLine },
  };
}

/**
 * Letters that lead the automaton of an expression to another state nearly each time.
 * @param {number} length
 */
function irregularText(length) {
  let seed = 1;
  return Array.from({ length }, () => {
    seed = (Math.imul(seed, 1103515245) + 12345) >>> 0;
    return (seed & 0x10000) === 0 ? "a" : "b";
  }).join("");
}
