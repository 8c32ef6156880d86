import { readLimits } from "../read-limits.ts";
import type { ReadProblem, RecordReader, RecordSink } from "../record-reader.ts";
import { createEventSplitter, type EventDamage, type EventPlace } from "./event-splitter.ts";
import { parseEventXml } from "./parse-event-xml.ts";

/** The bound of the XML reader that a caller may want tighter; the others are in `xml-limits.ts`. */
export interface XmlLimits {
  /** Longest single event in bytes. */
  readonly maxRecordBytes: number;
}

/**
 * Reads Windows events as XML in UTF-8: the `Event` elements of `wevtutil qe /f:xml`, of the Event Viewer's export, of
 * PowerShell's `ToXml()` and of Splunk's logs, one after another or in a root element. Documents have the shape of the
 * EVTX reader's, see `parse-event-xml.ts`; the record number is the one-based position. A broken event is reported and
 * skipped; bytes that are no UTF-8 cost only the characters.
 */
export function createXmlReader(sink: RecordSink, limits: XmlLimits = readLimits): RecordReader {
  const strictDecoder = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true });
  const looseDecoder = new TextDecoder("utf-8", { ignoreBOM: true });

  function decode(bytes: Uint8Array, place: EventPlace): string {
    try {
      return strictDecoder.decode(bytes);
    } catch {
      const what = "is not valid UTF-8; the bytes that are not were read as U+FFFD";
      sink.problem(problem("utf8", place, what, 0));
      return looseDecoder.decode(bytes);
    }
  }

  return createEventSplitter(
    {
      event(bytes, place) {
        const parsed = parseEventXml(decode(bytes, place));
        if (parsed.ok) {
          sink.record({ document: parsed.document, record: place.position });
        } else {
          const what = `was skipped: ${parsed.reason} (character ${parsed.offset + 1} of it)`;
          sink.problem(problem(parsed.kind, place, what, 1));
        }
      },
      damage: (damage, place) => sink.problem(damageProblem(damage, place, limits)),
      doctype(byteOffset) {
        const message = `There is a document type declaration at byte ${byteOffset}; the entities that it declares are not expanded.`;
        sink.problem({ kind: "xml", message, byteOffset, lostRecords: 0 });
      },
      unclosed(what, byteOffset) {
        const message = `The input ends in the ${what} that begins at byte ${byteOffset}; events may be missing at the end.`;
        sink.problem({ kind: "truncated", message, byteOffset });
      },
    },
    limits.maxRecordBytes,
  );
}

function damageProblem(damage: EventDamage, place: EventPlace, limits: XmlLimits): ReadProblem {
  switch (damage) {
    case "no-end":
      return problem("xml", place, "was skipped: the next event begins before its end", 1);
    case "no-start":
      return problem("xml", place, "was skipped: only its end tag is there", 1);
    case "too-long":
      return problem("too-long", place, `is longer than ${limits.maxRecordBytes} bytes; it was skipped`, 1);
    case "truncated":
      return problem("truncated", place, "is cut off: the input ends in it; it was skipped", 1);
  }
}

function problem(
  kind: ReadProblem["kind"],
  { position, byteOffset }: EventPlace,
  what: string,
  lostRecords: 0 | 1,
): ReadProblem {
  const message = `Event ${position} (byte ${byteOffset}) ${what}.`;
  return { kind, message, record: position, byteOffset, lostRecords };
}
