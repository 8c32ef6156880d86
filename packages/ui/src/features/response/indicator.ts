import { parseIp } from "@eqlite/core/lang";
import type { EventFields } from "../../shared/event/flatten-event.ts";
import { responseLimits } from "./response-limits.ts";

export const indicatorKinds = ["sha256", "sha1", "md5", "ipv4", "ipv6", "domain", "path"] as const;
export type IndicatorKind = (typeof indicatorKinds)[number];

/** Something that betrays the same intruder elsewhere. */
export interface Indicator {
  readonly kind: IndicatorKind;
  readonly value: string;
  /** Where in the events it stands. */
  readonly field: string;
}

const sources: readonly (readonly [IndicatorKind, readonly string[]])[] = [
  ["sha256", ["process.hash.sha256", "file.hash.sha256", "dll.hash.sha256"]],
  ["sha1", ["process.hash.sha1", "file.hash.sha1", "dll.hash.sha1"]],
  ["md5", ["process.hash.md5", "file.hash.md5", "dll.hash.md5"]],
  ["ipv4", ["destination.ip", "source.ip", "dns.resolved_ip"]],
  ["ipv6", ["destination.ip", "source.ip", "dns.resolved_ip"]],
  ["domain", ["dns.question.name", "destination.domain", "url.domain"]],
  ["path", ["file.path", "process.executable", "dll.path"]],
];

/** The indicators that the events of an alert hold, each once. Values that are not of their kind are none. */
export function findIndicators(events: readonly EventFields[]): readonly Indicator[] {
  const found = new Map<string, Indicator>();
  for (const [kind, fields] of sources) {
    for (const event of events) {
      for (const field of fields) {
        for (const raw of event.all(field)) {
          const value = normalized(kind, raw);
          if (value === undefined || found.size >= responseLimits.maxIndicators) continue;
          const key = `${kind} ${value.toLowerCase()}`;
          if (!found.has(key)) found.set(key, { kind, value, field });
        }
      }
    }
  }
  return [...found.values()];
}

function normalized(kind: IndicatorKind, raw: string): string | undefined {
  const value = raw.trim();
  if (value === "" || value.length > responseLimits.maxValueUnits) return undefined;
  switch (kind) {
    case "sha256":
      return hash(value, 64);
    case "sha1":
      return hash(value, 40);
    case "md5":
      return hash(value, 32);
    case "ipv4":
    case "ipv6": {
      if (value.includes(":") !== (kind === "ipv6") || parseIp(value) === undefined) return undefined;
      return isNobody(value) ? undefined : value.toLowerCase();
    }
    case "domain":
      return /^(?=.{1,253}$)([a-z0-9_]([a-z0-9_-]{0,61}[a-z0-9_])?\.)+[a-z][a-z0-9-]{0,61}[a-z0-9]$/i.test(
        value,
      )
        ? value.toLowerCase()
        : undefined;
    // The kernel calls itself "System": that is no file.
    case "path":
      return /[\\/]/.test(value) ? raw : undefined;
  }
}

function hash(value: string, length: number): string | undefined {
  // Sysmon writes zeros where it has no hash.
  return value.length === length && /^[0-9a-f]+$/i.test(value) && !/^0+$/.test(value)
    ? value.toLowerCase()
    : undefined;
}

/** Loopback and unspecified addresses are everybody's. */
function isNobody(address: string): boolean {
  return /^(127\.|0\.0\.0\.0$|::1?$)/.test(address);
}

/** Whether an address is of a network of one's own: blocking it may cut off more than the intruder. */
export function isInternal({ kind, value }: Indicator): boolean {
  if (kind === "ipv4") return /^(10\.|192\.168\.|169\.254\.|172\.(1[6-9]|2\d|3[01])\.)/.test(value);
  return kind === "ipv6" && /^(f[cd]|fe[89ab])/.test(value);
}
