import { queryLimits } from "../query-limits.ts";
import type { CheckContext } from "./check-context.ts";
import { checkEventQuery } from "./check-event-query.ts";
import { checkJoinKey, checkKeyCount, checkKeyTypes } from "./check-join-keys.ts";
import type { CheckedSequence, CheckedStage, JoinKey } from "./checked-query.ts";
import type { Expression, SampleQuery, SequenceQuery, Stage } from "./syntax-tree.ts";

type SequenceParts = Pick<CheckedSequence, "stages" | "until" | "maxspanMs">;

/** A sequence with `runs` written out (specification 2.2); undefined where it failed. */
export function checkSequence(
  query: SequenceQuery,
  context: CheckContext,
  categoryField: string,
): SequenceParts | undefined {
  const written = query.until === undefined ? query.stages : [...query.stages, query.until];
  const checked = checkStages(written, query.keys, context, categoryField);
  const formIsRight = checkForm(query, context);
  if (checked === undefined || !formIsRight) return undefined;
  const until = query.until === undefined ? undefined : checked.at(-1);
  const stages = query.stages.flatMap((stage, at) => {
    const checkedStage = checked[at];
    return checkedStage === undefined ? [] : Array<CheckedStage>(stage.runs?.count ?? 1).fill(checkedStage);
  });
  return { stages, until, maxspanMs: query.maxspan?.ms };
}

function checkForm(query: SequenceQuery, context: CheckContext): boolean {
  const { stages } = query;
  const count = stages.reduce((sum, stage) => sum + (stage.runs?.count ?? 1), 0);
  // A stage that could not be read may have swallowed the next one.
  if (count < 2 && !stages.some(isUnread)) {
    context.sink.report("EQL301", query.span, `A sequence has at least 2 stages; this has ${count}.`, {
      help:
        query.until === undefined ? "Add a stage, or write an event query." : "Add a stage; `until` is none.",
    });
    return false;
  }
  if (count > queryLimits.maxStages) {
    const { span } = stageBeyondLimit(stages) ?? query;
    context.sink.report(
      "EQL302",
      span,
      `A sequence has at most ${queryLimits.maxStages} stages; this has ${count}.`,
    );
    return false;
  }
  const missing = stages.find((stage) => stage.missing);
  if (missing === undefined) return true;
  if (query.maxspan === undefined) {
    context.sink.report(
      "EQL303",
      query.span,
      "A missing event needs a `maxspan`: without one it could come at any time later.",
      {
        related: [{ span: missing.span, text: "this event must be missing" }],
        help: "Write `with maxspan=1m` before the first stage.",
      },
    );
    return false;
  }
  if (stages.every((stage) => stage.missing)) {
    context.sink.report(
      "EQL304",
      query.span,
      "A sequence needs at least one ordinary stage beside the missing events.",
      {
        help: "Write one of them as `[...]`.",
      },
    );
    return false;
  }
  return true;
}

function isUnread(stage: Stage): boolean {
  const hasFailed = (condition: Expression): boolean =>
    condition.kind === "Failed" || (condition.kind === "Logical" && condition.operands.some(hasFailed));
  return hasFailed(stage.event.condition);
}

function stageBeyondLimit(stages: readonly Stage[]): Stage | undefined {
  let count = 0;
  return stages.find((stage) => {
    count += stage.runs?.count ?? 1;
    return count > queryLimits.maxStages;
  });
}

/** The filters of a sample (specification 2.3 and 7); undefined where it failed. */
export function checkSample(
  query: SampleQuery,
  context: CheckContext,
  categoryField: string,
): readonly CheckedStage[] | undefined {
  const { filters } = query;
  const checked = checkStages(filters, query.keys, context, categoryField);
  if (filters.length < 2 && filters.some(isUnread)) return undefined;
  if (filters.length < 2) {
    context.sink.report("EQL301", query.span, `A sample has at least 2 filters; this has ${filters.length}.`);
    return undefined;
  }
  const surplus = filters[queryLimits.maxSampleFilters];
  if (surplus !== undefined) {
    context.sink.report(
      "EQL302",
      surplus.span,
      `A sample has at most ${queryLimits.maxSampleFilters} filters; this has ${filters.length}.`,
    );
    return undefined;
  }
  if (checked === undefined) return undefined;
  if (checked.every((filter) => filter.keys.length === 0)) {
    context.sink.report("EQL305", query.span, "A sample needs at least one key.", {
      help: "Write `sample by host.id [...] [...]`.",
    });
    return undefined;
  }
  return checked.every((filter, at) => checkDistinctKeys(filter, filters[at], context)) ? checked : undefined;
}

/** In a sample no field is a key twice within one filter (specification 7). */
function checkDistinctKeys(filter: CheckedStage, written: Stage | undefined, context: CheckContext): boolean {
  const names = filter.keys.map((key) => key.name);
  const repeated = names.find((name, at) => names.indexOf(name) !== at);
  if (repeated === undefined) return true;
  context.sink.report("EQL305", written?.keysSpan ?? filter.span, `\`${repeated}\` is a key twice.`, {
    help: "Remove one of the two.",
  });
  return false;
}

function checkStages(
  written: readonly Stage[],
  sharedKeys: readonly Expression[],
  context: CheckContext,
  categoryField: string,
): readonly CheckedStage[] | undefined {
  const shared = sharedKeys.map((key) => checkJoinKey(key, context));
  const stages = written.map((stage): CheckedStage | undefined => {
    const condition = checkEventQuery(stage.event, context, categoryField);
    const own = stage.keys.map((key) => checkJoinKey(key, context));
    const keys = [...shared, ...own];
    const valid: JoinKey[] = keys.filter((key) => key !== undefined);
    if (condition === undefined || valid.length < keys.length) return undefined;
    return { missing: stage.missing, condition, keys: valid, span: stage.span };
  });
  const countsAgree = checkKeyCount(written, context);
  const valid = stages.filter((stage) => stage !== undefined);
  if (!countsAgree || valid.length < stages.length) return undefined;
  return checkKeyTypes(valid, written, sharedKeys, context) ? valid : undefined;
}
