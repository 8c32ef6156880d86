import type { JsonObject } from "@eqlite/core/events";
import { createKernel, createKernelFields } from "@eqlite/core/kernel";
import type { Condition } from "@eqlite/core/lang";
import { decodeAscii } from "../events/decode-ascii.ts";
import { createSummaryReader, type SummaryDraft } from "../stores/segments/line-summary.ts";
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

export interface JudgeLines {
  /** Judges a block of lines, of which it must be told how many there are. Those that are not left go into the summary. */
  block(block: Uint8Array, lineCount: number, summary: SummaryDraft): JudgedLines;
  /** Adds an event to a summary that was parsed. */
  document(document: JsonObject, summary: SummaryDraft): void;
}

/** Creates a judge with the kernel, once there are lines; where the platform has none, all lines are left. */
export function createJudgeLines(): JudgeLines {
  let created: JudgeLines | undefined;
  const judge = (): JudgeLines => {
    created ??= judgeLines();
    return created;
  };
  return {
    block: (block, lineCount, summary) => judge().block(block, lineCount, summary),
    document: (document, summary) => judge().document(document, summary),
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

const everyEvent: Condition = { kind: "Always", value: true };
const bringsIngestedNumber = 1;

function judgeLines(): JudgeLines {
  const fields = createKernelFields();
  fields.numberOf(ingestedField);
  const { readEvent, readDocument } = createSummaryReader(fields);
  const kernel = createKernel({ fields, predicates: [everyEvent, bringsIngested], decodeAscii });
  return {
    block(block, lineCount, summary) {
      if (kernel === undefined) return allLeft(lineCount);
      const verdicts = new Uint8Array(lineCount);
      const before = kernel.withoutTimeCount;
      kernel.judgeBlock(block, {
        event(event) {
          const { linesBefore, count, predicates } = event;
          // The last one that was found: they are in order.
          if (predicates[count - 1] === bringsIngestedNumber) verdicts[linesBefore] = lineVerdict.hasIngested;
          readEvent(event, summary);
        },
        line(_from, _to, linesBefore) {
          verdicts[linesBefore] = lineVerdict.left;
          return false;
        },
      });
      return { verdicts, withoutTime: kernel.withoutTimeCount - before };
    },
    document: readDocument,
  };
}

function allLeft(lineCount: number): JudgedLines {
  return { verdicts: new Uint8Array(lineCount).fill(lineVerdict.left), withoutTime: 0 };
}
