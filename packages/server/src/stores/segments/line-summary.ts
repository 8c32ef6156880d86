import { compileFieldReader, type JsonObject, type JsonValue } from "@eqlite/core/events";
import type { EventView, JudgedEvent, KernelFields, ValueVisitor } from "@eqlite/core/kernel";
import { convertToDate } from "@eqlite/core/match";
import type { BlockSummary } from "../event-store.ts";
import { createHashSet } from "./hash-set.ts";
import { lookupFields } from "./lookup-fields.ts";
import { type FieldHasher, fieldHasher, lookupText } from "./value-hash.ts";

/** The summary of some lines while it is made; empty again once it was taken. */
export interface SummaryDraft {
  /** A time that an event has. */
  addTime(ms: number): void;
  /** An event has no time that can be read. */
  addUntimed(): void;
  /** The hash of a value that is looked up. */
  addValue(hash: number): void;
  take(): BlockSummary;
}

/** Reads from events what a summary has of them. */
export interface SummaryReader {
  /** Of an event as the kernel shows it. */
  readEvent(event: JudgedEvent, into: SummaryDraft): void;
  readDocument(document: JsonObject, into: SummaryDraft): void;
}

const timeField = "@timestamp";

export function createSummaryDraft(): SummaryDraft {
  let firstMs = Number.POSITIVE_INFINITY;
  let lastMs = Number.NEGATIVE_INFINITY;
  let hasUntimed = false;
  const values = createHashSet();
  return {
    addTime(ms) {
      firstMs = Math.min(firstMs, ms);
      lastMs = Math.max(lastMs, ms);
    },
    addUntimed() {
      hasUntimed = true;
    },
    addValue: values.add,
    take() {
      const times = firstMs > lastMs ? undefined : { firstMs, lastMs };
      const summary = { times, hasUntimed, values: values.take() };
      firstMs = Number.POSITIVE_INFINITY;
      lastMs = Number.NEGATIVE_INFINITY;
      hasUntimed = false;
      return summary;
    },
  };
}

/** @param fields those of the kernel that will show events, which is created afterwards */
export function createSummaryReader(fields: KernelFields): SummaryReader {
  const timeNumber = fields.numberOf(timeField);
  const hashers: (FieldHasher | undefined)[] = [];
  for (const name of lookupFields.keys()) hashers[fields.numberOf(name)] = fieldHasher(name);
  const readTimes = compileFieldReader(timeField);
  const readers = [...lookupFields.keys()].map(
    (name) => [compileFieldReader(name), fieldHasher(name)] as const,
  );
  let draft: SummaryDraft;
  /** The event whose values are shown. */
  let view: EventView;

  const takeTimes = (raw: readonly JsonValue[]): void => {
    let isTimed = false;
    for (const value of raw) {
      const date = convertToDate(value);
      if (date === undefined) continue;
      isTimed = true;
      draft.addTime(date.ms);
    }
    if (!isTimed) draft.addUntimed();
  };

  const takeValues = (raw: readonly JsonValue[], hasher: FieldHasher): void => {
    for (const value of raw) {
      const text = lookupText(value);
      const hash = text === undefined ? undefined : hasher.hash(text);
      if (hash !== undefined) draft.addValue(hash);
    }
  };

  const visitor: ValueVisitor = {
    text(field, bytes, from, to) {
      const hasher = hashers[field];
      if (hasher === undefined) return;
      const hash = hasher.hashBytes(bytes, from, to);
      if (hash !== undefined) draft.addValue(hash);
      else takeValues(view.read(field), hasher);
    },
    other(field) {
      const hasher = hashers[field];
      if (hasher !== undefined) takeValues(view.read(field), hasher);
    },
  };

  return {
    readEvent(event, into) {
      draft = into;
      view = event.view;
      if (event.hasSeveralTimes) takeTimes(view.read(timeNumber));
      else if (event.ms === Number.NEGATIVE_INFINITY) draft.addUntimed();
      else draft.addTime(event.ms);
      view.visit(visitor);
    },
    readDocument(document, into) {
      draft = into;
      takeTimes(readTimes(document));
      for (const [read, hasher] of readers) {
        if (hasher !== undefined) takeValues(read(document), hasher);
      }
    },
  };
}
