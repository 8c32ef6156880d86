import type { EventFields } from "./flatten-event.ts";

/** What people tell events apart by. */
export type EventKind =
  | "process-start"
  | "process-end"
  | "process"
  | "file-creation"
  | "file-deletion"
  | "file-change"
  | "file-rename"
  | "file"
  | "registry-deletion"
  | "registry"
  | "dns"
  | "network"
  | "logon"
  | "logon-failed"
  | "logoff"
  | "library"
  | "driver"
  | "service"
  | "account"
  | "other";

/** The kind of an event by its categories and types; of several categories the one that tells most. */
export function eventKind(fields: EventFields): EventKind {
  const is = (category: string): boolean => fields.all("event.category").includes(category);
  const types = new Set(fields.all("event.type"));
  const action = fields.first("event.action")?.toLowerCase() ?? "";
  if (fields.first("dns.question.name") !== undefined) return "dns";
  if (is("authentication")) {
    if (types.has("end")) return "logoff";
    return fields.first("event.outcome") === "failure" ? "logon-failed" : "logon";
  }
  if (is("process") && types.has("start")) return "process-start";
  if (is("process") && types.has("end")) return "process-end";
  if (is("file")) {
    if (types.has("deletion")) return "file-deletion";
    if (types.has("creation")) return "file-creation";
    if (action.includes("rename")) return "file-rename";
    return types.has("change") ? "file-change" : "file";
  }
  if (is("registry")) return types.has("deletion") ? "registry-deletion" : "registry";
  if (is("network")) return "network";
  if (is("library")) return "library";
  if (is("driver")) return "driver";
  if (fields.first("service.name") !== undefined && (is("configuration") || action.includes("service")))
    return "service";
  if (is("iam")) return "account";
  return is("process") ? "process" : "other";
}
