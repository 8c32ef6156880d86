import type { EventTest } from "../../shared/events-query/event-query.ts";

/** Kinds of events of a process, in the order in which they are shown, as the server counts them. */
export const eventKinds = [
  "process",
  "file",
  "registry",
  "network",
  "dns",
  "access",
  "library",
  "other",
] as const;
export type EventKind = (typeof eventKinds)[number];

const category = (...names: readonly string[]): EventTest => ({ field: "event.category", oneOf: names });
const sysmon = (...codes: readonly string[]): EventTest => ({
  all: [
    { field: "event.provider", oneOf: ["Microsoft-Windows-Sysmon"] },
    { field: "event.code", oneOf: codes },
  ],
});
const dns: EventTest = {
  any: [{ exists: "dns.question.name" }, { field: "network.protocol", oneOf: ["dns"] }],
};
const library: EventTest = { any: [category("library", "driver"), sysmon("7")] };
const access: EventTest = { any: [sysmon("8", "10"), { field: "event.type", oneOf: ["access"] }] };

/** The events of each kind; those of no other kind are the rest. */
export const kindTests: Readonly<Record<EventKind, EventTest>> = {
  process: { all: [category("process"), { not: { any: [library, access] } }] },
  file: category("file"),
  registry: category("registry"),
  network: { all: [category("network"), { not: { any: [dns, category("file", "registry")] } }] },
  dns,
  access: { all: [access, { not: category("file", "registry", "network") }] },
  library,
  other: {
    not: { any: [category("process", "file", "registry", "network", "library", "driver"), dns] },
  },
};

/** Kinds that tell what a process did; libraries and looks at other processes come in hundreds. */
export const tellingKinds: readonly EventKind[] = ["process", "file", "registry", "network", "dns"];
