import type { ReadProblem, RecordReader, RecordSink } from "../record-reader.ts";
import { type JsonLimits, jsonLimits } from "./json-limits.ts";
import { createJsonSplitter, type SplitDamage, type ValuePlace } from "./json-splitter.ts";
import { createRecordEmitter } from "./record-emitter.ts";

/**
 * Reads JSON objects that are not one per line: the elements of a top-level array, pretty-printed or concatenated
 * objects, and the hits of a whole Elasticsearch search response. The record number is the one-based position among
 * them. Holds one value at a time. A broken value is reported and skipped.
 */
export function createJsonValuesReader(sink: RecordSink, limits: JsonLimits = jsonLimits): RecordReader {
  const emitter = createRecordEmitter(sink, "value", limits);

  const splitter = createJsonSplitter(
    {
      value(bytes, { position, byteOffset }, isHit, isLast) {
        emitter.text({ bytes, record: position, byteOffset, isLast, isHit });
      },
      damage(damage, place) {
        emitter.lost(damageProblem(damage, place, limits));
      },
      unclosed(what) {
        const message = `The input ends before its ${what} is closed; values may be missing at the end.`;
        emitter.lost({ kind: "truncated", message });
      },
    },
    limits,
  );

  return {
    push: splitter.push,
    end() {
      splitter.end();
      emitter.end();
    },
  };
}

function damageProblem(damage: SplitDamage, place: ValuePlace, limits: JsonLimits): ReadProblem {
  const { position, byteOffset } = place;
  const problem = (what: string, lostRecords?: 1): ReadProblem => ({
    kind: damage.kind,
    message: `Value ${position} (byte ${byteOffset}) ${what}; it was skipped.`,
    record: position,
    byteOffset,
    ...(lostRecords === undefined ? {} : { lostRecords }),
  });
  switch (damage.kind) {
    case "json": {
      const wrong = `is not JSON: the character at byte ${damage.wrongAt} cannot stand there`;
      return damage.hasEnd ? problem(wrong, 1) : problem(`${wrong} and the value has no end`);
    }
    case "too-long":
      return problem(`is longer than ${limits.maxRecordBytes} bytes`, 1);
    case "too-deep":
      return problem(`is too deep: objects and arrays nest deeper than ${limits.maxDepth}`, 1);
    case "truncated":
      return problem("is cut off: the input ends in it");
  }
}
