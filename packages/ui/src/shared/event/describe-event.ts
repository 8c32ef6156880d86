import { eventKind } from "./event-kind.ts";
import type { EventFields } from "./flatten-event.ts";
import { partSlot, type Sentence, type Slot, valueSlot } from "./sentence.ts";

/** One event in words: what happened to what, by whom. Without host and time, which stand beside it. */
export function describeEvent(fields: EventFields): Sentence {
  const first = (...names: string[]): Slot | undefined => {
    const found = names.find((name) => fields.first(name) !== undefined);
    return found === undefined ? undefined : valueSlot(fields.first(found), found);
  };
  const something: Slot = { kind: "sentence", sentence: { say: "something" } };
  const process = processSlot(fields);
  const byUser = partSlot("byUser", { user: userSlot(fields) });
  const byProcess = partSlot("byProcess", { process });
  const file = first("file.path", "file.name") ?? something;
  const kind = eventKind(fields);
  switch (kind) {
    case "process-start":
      return {
        say: kind,
        slots: {
          process: process ?? something,
          byParent: partSlot("byParent", {
            parent: first("process.parent.executable", "process.parent.name"),
          }),
          byUser,
        },
      };
    case "process-end":
    case "process":
      return { say: kind, slots: { process: process ?? something, byUser, action: first("event.action") } };
    case "file-creation":
    case "file-change":
    case "file-deletion":
    case "file":
      return isRemoteWrite(fields) && kind !== "file"
        ? { say: `${kind}-remote`, slots: { file } }
        : { say: kind, slots: { file, byProcess, byUser, action: first("event.action") } };
    case "file-rename":
      return {
        say: kind,
        slots: {
          file,
          from: partSlot("renamedFrom", { from: first("file.Ext.original.path", "file.Ext.original.name") }),
          byProcess,
          byUser,
        },
      };
    case "registry":
    case "registry-deletion":
      return {
        say: kind,
        slots: {
          key: first("registry.path", "registry.key") ?? something,
          data: partSlot("registryData", { data: first("registry.data.strings", "registry.data.bytes") }),
          byProcess,
          byUser,
        },
      };
    case "dns":
      return {
        say: kind,
        slots: {
          name: first("dns.question.name") ?? something,
          answer: partSlot("dnsAnswer", { answer: first("dns.resolved_ip", "dns.answers.data") }),
          byProcess,
        },
      };
    case "network":
      return {
        say: isIncoming(fields) ? "network-in" : kind,
        slots: {
          process: process ?? something,
          destination: endSlot(fields, "destination") ?? something,
          source: endSlot(fields, "source") ?? something,
        },
      };
    case "logon":
    case "logon-failed":
    case "logoff":
      return {
        say: kind,
        slots: {
          user: userSlot(fields) ?? something,
          type: partSlot("logonType", { type: first("winlog.logon.type", "winlog.event_data.LogonType") }),
          from: partSlot("logonFrom", { from: first("source.ip", "source.address", "source.domain") }),
        },
      };
    case "library":
      return {
        say: kind,
        slots: { library: first("dll.path", "dll.name", "file.path") ?? something, byProcess },
      };
    case "driver":
      return { say: kind, slots: { driver: first("dll.path", "file.path", "driver.name") ?? something } };
    case "service":
      return {
        say: kind,
        slots: { service: first("service.name") ?? something, action: first("event.action") },
      };
    case "account":
      return {
        say: kind,
        slots: {
          action: first("event.action") ?? something,
          target: partSlot("accountOf", { target: first("user.target.name", "group.name") }),
          byUser,
        },
      };
    case "other":
      return {
        say: kind,
        slots: {
          action: first("event.action", "event.code", "event.dataset") ?? something,
          byProcess,
          byUser,
        },
      };
  }
}

/** Whether the kernel of Windows wrote it: it does so for remote clients of a share. */
export function isRemoteWrite(fields: EventFields): boolean {
  return fields.first("process.pid") === "4" && fields.first("host.os.type") === "windows";
}

export function userSlot(fields: EventFields): Slot | undefined {
  const name = fields.first("user.name");
  const domain = fields.first("user.domain");
  return valueSlot(name !== undefined && domain !== undefined ? `${domain}\\${name}` : name, "user.name");
}

export function processSlot(fields: EventFields): Slot | undefined {
  const path = fields.first("process.executable");
  return path === undefined
    ? valueSlot(fields.first("process.name"), "process.name")
    : valueSlot(path, "process.executable");
}

/** Address or name with its port. */
function endSlot(fields: EventFields, end: "source" | "destination"): Slot | undefined {
  const host = fields.first(`${end}.domain`, `${end}.ip`, `${end}.address`);
  const port = fields.first(`${end}.port`);
  if (host === undefined) return undefined;
  const shown = host.includes(":") && port !== undefined ? `[${host}]` : host;
  return valueSlot(port === undefined ? shown : `${shown}:${port}`, `${end}.ip`);
}

function isIncoming(fields: EventFields): boolean {
  return ["ingress", "inbound"].includes(fields.first("network.direction") ?? "");
}
