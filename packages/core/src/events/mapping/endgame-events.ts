import type { JsonObject } from "../document.ts";
import { scalarText } from "./event-data.ts";
import { isIpv6Address } from "./ip-address.ts";

/** Category, type and action of an Endgame event; what its words do not tell is absent. */
export interface EndgameClass {
  readonly category: readonly string[];
  readonly type?: readonly string[];
  readonly action?: string;
}

/** One subtype of an event type: in the short words of python-eql, or in full as the sensor writes it. */
interface EndgameSubtype {
  readonly of: string;
  readonly names: readonly string[];
  readonly opcode?: number;
  readonly type: readonly string[];
  readonly action: string;
}

// elastic-defend-events.md section 6. Only the opcodes of process events are sure.
const subtypes: readonly EndgameSubtype[] = [
  {
    of: "process",
    names: ["create", "creation_event"],
    opcode: 1,
    type: ["start"],
    action: "creation_event",
  },
  {
    of: "process",
    names: ["terminate", "termination_event"],
    opcode: 2,
    type: ["end"],
    action: "termination_event",
  },
  { of: "process", names: ["already_running"], opcode: 3, type: ["info"], action: "already_running" },
  { of: "process", names: ["fork", "fork_event"], type: ["start"], action: "fork_event" },
  { of: "process", names: ["exec", "exec_event"], type: ["start"], action: "exec_event" },
  { of: "file", names: ["create", "file_create_event"], type: ["creation"], action: "file_create_event" },
  { of: "file", names: ["modify", "file_modify_event"], type: ["change"], action: "file_modify_event" },
  {
    of: "file",
    names: ["overwrite", "file_overwrite_event"],
    type: ["change"],
    action: "file_overwrite_event",
  },
  { of: "file", names: ["rename", "file_rename_event"], type: ["change"], action: "file_rename_event" },
  { of: "file", names: ["delete", "file_delete_event"], type: ["deletion"], action: "file_delete_event" },
  {
    of: "network",
    names: ["outgoing", "connection_attempt_event"],
    type: ["start"],
    action: "connection_attempt_event",
  },
  {
    of: "network",
    names: ["incoming", "connection_accept_event"],
    type: ["start"],
    action: "connection_accept_event",
  },
  {
    of: "network",
    names: ["disconnect", "disconnect_received_event"],
    type: ["end"],
    action: "disconnect_received_event",
  },
  { of: "security", names: ["user_logon"], type: ["start"], action: "user_logon" },
  { of: "security", names: ["user_logoff"], type: ["end"], action: "user_logoff" },
];

const subtypesByName = new Map(
  subtypes.flatMap((subtype) => subtype.names.map((name) => [`${subtype.of}/${name}`, subtype] as const)),
);
const processSubtypesByOpcode = new Map(
  subtypes.flatMap((subtype) =>
    subtype.opcode === undefined ? [] : [[String(subtype.opcode), subtype] as const],
  ),
);

// `dns` beside `network`: rules ask for either category.
const categories = new Map([
  ["dns", ["network", "dns"]],
  ["image_load", ["library"]],
  ["security", ["authentication"]],
]);

/** Types that an event has whatever its subtype. */
const fixedTypes = new Map([
  ["dns", { type: ["protocol"], action: "request_event" }],
  ["image_load", { type: ["start"], action: "load" }],
  ["registry", { type: ["change"], action: undefined }],
]);

/** `process` of `process_event` or `process`; undefined where the event names no type. */
export function endgameEventType(source: JsonObject): string | undefined {
  const text = scalarText(source["event_type_full"]) ?? scalarText(source["event_type"]);
  if (text === undefined || text === "") return undefined;
  return text.endsWith("_event") ? text.slice(0, -"_event".length) : text;
}

/** What kind of event an Endgame record is: by its subtype in words, or by its opcode. */
export function classifyEndgameEvent(source: JsonObject, eventType: string): EndgameClass {
  const category = categories.get(eventType) ?? [eventType];
  const words =
    scalarText(source["event_subtype_full"]) ??
    scalarText(source["subtype"]) ??
    scalarText(source["event_subtype"]);
  const fixed = fixedTypes.get(eventType);
  if (fixed !== undefined) {
    const action = fixed.action ?? words;
    return { category, type: fixed.type, ...(action === undefined ? {} : { action }) };
  }
  const subtype =
    words === undefined
      ? eventType === "process"
        ? processSubtypesByOpcode.get(scalarText(source["opcode"]) ?? "")
        : undefined
      : subtypesByName.get(`${eventType}/${withoutFamily(words)}`);
  if (subtype === undefined) return { category, ...(words === undefined ? {} : { action: words }) };
  const action =
    eventType === "network" ? `${addressFamily(source, words)}_${subtype.action}` : subtype.action;
  return { category, type: subtype.type, action };
}

function withoutFamily(words: string): string {
  return words.startsWith("ipv4_") || words.startsWith("ipv6_") ? words.slice("ipv4_".length) : words;
}

function addressFamily(source: JsonObject, words: string | undefined): "ipv4" | "ipv6" {
  const address = scalarText(source["destination_address"]) ?? scalarText(source["source_address"]) ?? "";
  return words?.startsWith("ipv6_") === true || isIpv6Address(address) ? "ipv6" : "ipv4";
}

/** `egress` or `ingress` of a network event, where its subtype tells. */
export function networkDirection(action: string | undefined): "egress" | "ingress" | undefined {
  if (action?.endsWith("connection_attempt_event") === true) return "egress";
  return action?.endsWith("connection_accept_event") === true ? "ingress" : undefined;
}
