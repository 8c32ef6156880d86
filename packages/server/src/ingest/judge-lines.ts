import { createKernel, createKernelFields } from "@eqlite/core/kernel";
import type { Condition } from "@eqlite/core/lang";
import { ingestedField } from "./ingested-time.ts";

/** What can be said of a line without parsing it. */
export const lineVerdict = {
  /** An event in ECS as it stands, without a time of arrival of its own. */
  plain: 0,
  /** An event in ECS that brings `event.ingested`. */
  hasIngested: 1,
  /** Anything else. */
  left: 2,
} as const;

export interface JudgedLines {
  /** For each line one of `lineVerdict`. Blank lines are plain: know them beforehand. */
  readonly verdicts: Uint8Array;
  /** Of the lines that are not left, how many have no time that can be read. */
  readonly withoutTime: number;
}

/** Judges a block of lines, of which it must be told how many there are. */
export type JudgeLines = (block: Uint8Array, lineCount: number) => JudgedLines;

/** Creates a judge with the kernel, once there are lines; where the platform has none, all lines are left. */
export function createJudgeLines(): JudgeLines {
  let judge: JudgeLines | undefined;
  return (block, lineCount) => {
    judge ??= judgeWithKernel() ?? leaveAll;
    return judge(block, lineCount);
  };
}

const bringsIngested: Condition = {
  kind: "Leaf",
  test: {
    kind: "Negation",
    operand: {
      kind: "IsNull",
      operand: { kind: "FieldValue", name: ingestedField, fieldType: "keyword" },
    },
  },
};

function judgeWithKernel(): JudgeLines | undefined {
  const fields = createKernelFields();
  fields.numberOf(ingestedField);
  const kernel = createKernel({ fields, predicates: [bringsIngested] });
  if (kernel === undefined) return undefined;
  return (block, lineCount) => {
    const verdicts = new Uint8Array(lineCount);
    const before = kernel.withoutTimeCount;
    kernel.judgeBlock(block, {
      event({ linesBefore }) {
        verdicts[linesBefore] = lineVerdict.hasIngested;
      },
      line(_from, _to, linesBefore) {
        verdicts[linesBefore] = lineVerdict.left;
        return false;
      },
    });
    return { verdicts, withoutTime: kernel.withoutTimeCount - before };
  };
}

const leaveAll: JudgeLines = (_block, lineCount) => ({
  verdicts: new Uint8Array(lineCount).fill(lineVerdict.left),
  withoutTime: 0,
});
