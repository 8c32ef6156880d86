import type { CheckedSequence, CheckedStage, FieldType } from "../../lang/index.ts";
import type { RunSequencePlan } from "./run-sequence.ts";

/** A sequence query over hits. */
export interface PlannedSequence {
  readonly plan: RunSequencePlan;
  /** The stages that ask different things, `until` not among them: hits name them by their number here. */
  readonly distinct: readonly CheckedStage[];
  /** The positions of a completed sequence by stage; undefined where an event is missing. */
  byStage(positions: ArrayLike<number>): readonly (number | undefined)[];
}

/** @param timestampType of the field that orders events */
export function planSequence(query: CheckedSequence, timestampType: FieldType | undefined): PlannedSequence {
  // A stage that `runs` repeats stands once.
  const distinct = [...new Set(query.stages)];
  const missing = query.stages.map((stage) => stage.missing);
  return {
    distinct,
    plan: {
      missing,
      maxspanMs: query.maxspanMs,
      countsNanos: timestampType === "date_nanos",
      stagesOf: distinct.map((stage) =>
        query.stages.flatMap((other, place) => (other === stage ? [place] : [])),
      ),
    },
    byStage(positions) {
      let next = 0;
      return missing.map((isMissing) => (isMissing ? undefined : positions[next++]));
    },
  };
}
