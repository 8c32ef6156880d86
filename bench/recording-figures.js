// @ts-check
import { readEvents } from "../packages/server/dist/events/read-events.js";
import { detectObjects } from "./detect-objects.js";
import { median, report, round, timed } from "./report.js";
import { differenceOf } from "./scan-figures.js";

/** @typedef {import("@eqlite/core/detect").PreparedRule} PreparedRule */
/** @typedef {import("@eqlite/core/events").EventRecord} EventRecord */

/** Recordings are repeated until they are as many. */
const wantedEvents = 50_000;
const warmPasses = 3;
/** The first events, which the reference path sees too: it tries every rule on every event. */
const comparedEvents = 10_000;

/**
 * Rules over real recordings: mapped to ECS, held in memory, repeated to a useful size.
 * @param {readonly PreparedRule[]} rules
 * @param {string} folder
 * @returns {Promise<boolean>} whether the matches are those of the reference path
 */
export async function reportRecordings(rules, folder) {
  /** @type {EventRecord[]} */
  const recorded = [];
  await readEvents([folder], { event: (event) => void recorded.push(event), problem: () => {} });
  if (recorded.length === 0) {
    report({ figure: "recordings", failed: "no events" });
    return true;
  }
  const compared = recorded.slice(0, comparedEvents);
  const expected = findMatches(rules, compared, "reference");
  const difference = differenceOf(expected, findMatches(rules, compared, "rule-index"));
  report({
    figure: "same matches",
    engine: "recordings",
    rules: rules.length,
    events: compared.length,
    ...difference,
  });

  const events = Array.from(
    { length: Math.max(wantedEvents, recorded.length) },
    (_, index) => recorded[index % recorded.length],
  )
    .filter((event) => event !== undefined)
    .map((event, arrival) => ({ ...event, arrival }));
  /** @type {number[]} */
  const seconds = [];
  for (let pass = 0; pass <= warmPasses; pass += 1) {
    seconds.push((await timed(() => findMatches(rules, events, "rule-index"))).seconds);
  }
  const [first = 0, ...warm] = seconds;
  report({
    figure: "recordings",
    rules: rules.length,
    recorded_events: recorded.length,
    events: events.length,
    seconds: round(median(warm)),
    kevents_per_second: round(events.length / 1e3 / median(warm)),
    first_seconds: round(first),
  });
  return difference.same;
}

/**
 * A text for each match: the rule and the places of its events.
 * @param {readonly PreparedRule[]} rules
 * @param {readonly EventRecord[]} events
 * @param {"reference" | "rule-index"} engine
 */
function findMatches(rules, events, engine) {
  const detection = detectObjects(rules, engine);
  for (const event of events) detection.add(event);
  return detection
    .finish()
    .map((match) => `${match.rule.ruleId} ${match.events.map((event) => event?.arrival).join(",")}`);
}
