/**
 * What of a record is worth mapping where it is known which fields will be read. Most of a Windows event ends in parts that
 * hardly any rule reads, and putting these together takes a quarter of the mapping. What is left out is never another value of
 * a field, only a field that nobody asks for.
 */
export interface WantedParts {
  /** Whether any of `exporter.*` is read. */
  readonly exporter: boolean;
  /** The names in the event data that `winlog.event_data.*` is read of; undefined for all. */
  readonly eventData: ReadonlySet<string> | undefined;
}

/** The mapping as it is meant to be seen: everything. */
export const allParts: WantedParts = { exporter: true, eventData: undefined };

const exporterPrefix = "exporter.";
const eventDataPrefix = "winlog.event_data.";

/** The parts that hold the fields. */
export function wantedPartsOf(fields: readonly string[]): WantedParts {
  const eventData = new Set<string>();
  for (const field of fields) {
    if (!field.startsWith(eventDataPrefix)) continue;
    const segments = field.slice(eventDataPrefix.length).split(".");
    // A value of the event data may be an object, and its name may have dots.
    for (const [at] of segments.entries()) eventData.add(segments.slice(0, at + 1).join("."));
  }
  return { exporter: fields.some((field) => field.startsWith(exporterPrefix)), eventData };
}
