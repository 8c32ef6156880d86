import { csvText } from "../../shared/format/csv.ts";
import type { Indicator } from "./indicator.ts";
import { uuidOf } from "./name-uuid.ts";

/** What the list is about. */
export interface IndicatorSource {
  readonly alertId: string;
  readonly ruleName: string;
  /** ISO 8601; from then on the indicators hold. */
  readonly time: string;
}

/** Indicators as CSV. */
export function indicatorCsv(indicators: readonly Indicator[], { alertId, time }: IndicatorSource): string {
  const rows = indicators.map(({ kind, value, field }) => [kind, value, field, alertId, time]);
  return csvText(["type", "value", "field", "alert", "time"], rows);
}

interface StixObject {
  readonly type: string;
  readonly spec_version: "2.1";
  readonly id: string;
  readonly created: string;
  readonly modified: string;
}

export interface StixBundle {
  readonly type: "bundle";
  readonly id: string;
  readonly objects: readonly (StixObject & Readonly<Record<string, unknown>>)[];
}

/**
 * Indicators as a bundle of STIX 2.1. Ids are made of what they stand for, so that the same alert gives the same bundle and another
 * system knows each indicator again.
 */
export function indicatorStix(
  indicators: readonly Indicator[],
  { alertId, ruleName, time }: IndicatorSource,
): StixBundle {
  const made = new Date(time).toISOString();
  const common = { spec_version: "2.1", created: made, modified: made } as const;
  const identity = `identity--${uuidOf("identity eqlite")}`;
  const objects: StixBundle["objects"] = [
    { type: "identity", ...common, id: identity, name: "eqlite", identity_class: "system" },
    ...indicators.map((indicator) => {
      const pattern = stixPattern(indicator);
      return {
        type: "indicator",
        ...common,
        id: `indicator--${uuidOf(`indicator ${alertId} ${pattern}`)}`,
        created_by_ref: identity,
        name: `${indicator.kind}: ${indicator.value}`,
        description: `Seen in ${indicator.field} of an event of the alert ${alertId} (${ruleName}).`,
        indicator_types: ["malicious-activity"],
        pattern,
        pattern_type: "stix",
        pattern_version: "2.1",
        valid_from: made,
      };
    }),
  ];
  return { type: "bundle", id: `bundle--${uuidOf(`bundle ${JSON.stringify(objects)}`)}`, objects };
}

export function stixPattern({ kind, value }: Indicator): string {
  const text = `'${value.replace(/['\\]/g, "\\$&")}'`;
  switch (kind) {
    case "sha256":
      return `[file:hashes.'SHA-256' = ${text}]`;
    case "sha1":
      return `[file:hashes.'SHA-1' = ${text}]`;
    case "md5":
      return `[file:hashes.MD5 = ${text}]`;
    case "ipv4":
      return `[ipv4-addr:value = ${text}]`;
    case "ipv6":
      return `[ipv6-addr:value = ${text}]`;
    case "domain":
      return `[domain-name:value = ${text}]`;
    case "path": {
      // Windows knows its paths by the backslash; in others it is a character like any.
      const at = value.lastIndexOf(/^([a-z]:)?\\/i.test(value) ? "\\" : "/");
      const [folder, name] = [value.slice(0, at), value.slice(at + 1)].map(
        (part) => `'${part.replace(/['\\]/g, "\\$&")}'`,
      );
      return `[file:name = ${name} AND file:parent_directory_ref.path = ${folder}]`;
    }
  }
}
