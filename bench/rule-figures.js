// @ts-check
import { compilePredicate, createDocumentFields } from "../packages/core/dist/match/index.js";
import { countRules, predicatesOf } from "./count-rules.js";
import { generateDefendEvents } from "./generate-defend-events.js";
import { report, round } from "./report.js";

/** @typedef {import("@eqlite/core/detect").PreparedRule} PreparedRule */

const sampleEvents = 5_000;

/**
 * What the rules are like, and how often their conditions hold: each condition on each of some thousand events.
 * @param {readonly PreparedRule[]} rules
 * @param {number} seed
 */
export function reportRules(rules, seed) {
  const fields = createDocumentFields();
  const predicates = predicatesOf(rules).map(({ of, condition }) => ({
    of,
    holds: compilePredicate(condition, fields),
  }));
  const hits = { "single event": 0, stage: 0 };
  for (const event of generateDefendEvents({ count: sampleEvents, seed })) {
    const document = /** @type {import("@eqlite/core/events").JsonObject} */ (event);
    for (const { of, holds } of predicates) if (holds(document)) hits[of] += 1;
  }
  report({
    figure: "rules",
    ...countRules(rules),
    single_event_hits_per_event: round(hits["single event"] / sampleEvents),
    stage_hits_per_event: round(hits.stage / sampleEvents),
    share_of_stages: round(hits.stage / (hits.stage + hits["single event"])),
  });
}
