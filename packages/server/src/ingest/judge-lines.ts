import { createKernel, createKernelFields } from "@eqlite/core/kernel";
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

/** Creates a judge with the kernel; where the platform has none, all lines are left. */
export function createJudgeLines(): JudgeLines {
  const fields = createKernelFields();
  fields.numberOf(ingestedField);
  const bringsIngested = {
    kind: "Leaf",
    test: {
      kind: "Negation",
      operand: {
        kind: "IsNull",
        operand: { kind: "FieldValue", name: ingestedField, fieldType: "keyword" },
      },
    },
  } as const;
  const kernel = createKernel({ fields, predicates: [bringsIngested] });
  if (kernel === undefined) {
    return (_block, lineCount) => ({
      verdicts: new Uint8Array(lineCount).fill(lineVerdict.left),
      withoutTime: 0,
    });
  }
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
