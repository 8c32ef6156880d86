import { isJsonObject, type JsonObject } from "../document.ts";

const systemPid = 4;

/**
 * Optional repair, off unless asked for: some exports lost Sysmon's `ProcessId`, because it differs from NXLog's
 * `ProcessID` only in case. Where a mapped file creation (Sysmon 11) was done by `System` and has no pid, the pid is 4.
 * Any other document comes back as the same object.
 */
export function repairSystemPid(document: JsonObject): JsonObject {
  const event = document["event"];
  const process = document["process"];
  if (!isJsonObject(event) || !isJsonObject(process)) return document;
  if (event["code"] !== "11" || event["provider"] !== "Microsoft-Windows-Sysmon") return document;
  if (process["executable"] !== "System" || (process["pid"] ?? null) !== null) return document;
  return { ...document, process: { ...process, pid: systemPid } };
}
