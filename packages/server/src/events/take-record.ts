import { type BlockRecords, createBlockRecords, type JsonLimits, type RawRecord } from "@eqlite/core/events";

/** Gives the record of the lines that `hand` hands over; undefined where there is none. */
export type TakeRecord = (hand: (records: BlockRecords) => void) => RawRecord | undefined;

/**
 * Makes records of lines that were read before: what is wrong with them was reported then. One for many lines. Made anew
 * for each, its parts outlived the young generation of V8 together with the documents, which then piled up.
 */
export function createTakeRecord(limits: JsonLimits): TakeRecord {
  let found: RawRecord | undefined;
  const sink = {
    record(raw: RawRecord) {
      found = raw;
    },
    problem() {},
  };
  const records = createBlockRecords(sink, limits);
  return (hand) => {
    hand(records);
    // An action whose document did not come must not wait for the next line.
    records.end();
    const record = found;
    found = undefined;
    return record;
  };
}
