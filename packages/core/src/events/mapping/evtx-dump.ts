import { isJsonObject, type JsonObject, type JsonValue, type MutableJsonObject } from "../document.ts";
import { setMember } from "../element-members.ts";
import { EventData, scalarText } from "./event-data.ts";
import { objectMember } from "./set-field.ts";
import { parseTimestamp } from "./timestamp.ts";
import type { WantedParts } from "./wanted-parts.ts";
import type { WindowsRecord } from "./windows-record.ts";
import { keywordNames, levelName } from "./winlog-levels.ts";

/**
 * Reads `{"Event": {"System": {...}, "EventData": {...}}}`, the shape of evtx_dump and of XML converters: attributes
 * under `#attributes` or as `@Name`, text under `#text`, event data by name or as a list `Data: [{Name, #text}]`.
 */
export function readEvtxDump(raw: JsonObject, parts: WantedParts): WindowsRecord {
  const event = objectMember(raw, "Event");
  const system = objectMember(event, "System");
  const rendered = objectMember(event, "RenderingInfo");
  const provider = system["Provider"];
  const userSid = attribute(system["Security"], "UserID");
  const time = attribute(system["TimeCreated"], "SystemTime");
  return {
    eventId: elementText(system["EventID"]) ?? "",
    provider: attribute(provider, "Name"),
    providerGuid: attribute(provider, "Guid"),
    channel: elementText(system["Channel"]),
    computer: elementText(system["Computer"]),
    recordId: elementText(system["EventRecordID"]),
    version: elementText(system["Version"]),
    level: levelName(elementText(system["Level"])),
    task: elementText(rendered["Task"]) ?? elementText(system["Task"]),
    opcode: elementText(rendered["Opcode"]) ?? elementText(system["Opcode"]),
    keywords: keywordNames(scalarOrText(system["Keywords"])),
    processId: attribute(system["Execution"], "ProcessID"),
    threadId: attribute(system["Execution"], "ThreadID"),
    activityId: attribute(system["Correlation"], "ActivityID"),
    relatedActivityId: attribute(system["Correlation"], "RelatedActivityID"),
    user: userSid === undefined ? undefined : { identifier: userSid },
    time: time === undefined ? undefined : parseTimestamp(time),
    message: elementText(rendered["Message"]),
    eventData: new EventData(namedValues(event["EventData"])),
    userData: readUserData(event["UserData"]),
    exporter: parts.exporter ? exporterMembers(raw, event) : undefined,
  };
}

/** An attribute of an element, however the converter wrote attributes. */
function attribute(element: JsonValue | undefined, name: string): string | undefined {
  if (!isJsonObject(element)) return undefined;
  const attributes = element["#attributes"];
  const value = isJsonObject(attributes) ? attributes[name] : undefined;
  return nonEmpty(scalarText(value ?? element[`@${name}`] ?? element[name]));
}

/** The text of an element, with or without attributes beside it. */
function elementText(element: JsonValue | undefined): string | undefined {
  return nonEmpty(scalarText(scalarOrText(element)));
}

function scalarOrText(element: JsonValue | undefined): JsonValue | undefined {
  return isJsonObject(element) ? (element["#text"] ?? element["text"]) : element;
}

function nonEmpty(text: string | undefined): string | undefined {
  return text === "" ? undefined : text;
}

/** EventData as an object of named values, whichever way the converter wrote it. */
function namedValues(node: JsonValue | undefined): JsonObject {
  if (Array.isArray(node)) return Object.fromEntries(dataListEntries(node));
  if (!isJsonObject(node)) return {};
  if (holdsNamedScalars(node)) return node;
  const entries: [string, JsonValue][] = [];
  for (const name of Object.keys(node)) {
    const value = node[name] as JsonValue;
    if (name === "Data") {
      for (const entry of dataListEntries(Array.isArray(value) ? value : [value])) entries.push(entry);
    } else if (!isAttribute(name)) entries.push([name, nestedText(scalarOrText(value) ?? value) ?? null]);
  }
  return Object.fromEntries(entries);
}

/** The usual EventData needs no work: the mapping reads scalars as text and takes null and empty texts for absent. */
function holdsNamedScalars(node: JsonObject): boolean {
  for (const name of Object.keys(node)) {
    const value = node[name];
    if (name === "Data" || isAttribute(name) || (typeof value === "object" && value !== null)) return false;
  }
  return true;
}

/** `Data` elements by name. Those without one are called param1, param2, ... by position, as Winlogbeat calls them. */
function dataListEntries(elements: readonly JsonValue[]): [string, JsonValue][] {
  const entries: [string, JsonValue][] = [];
  let position = 0;
  for (const element of elements) {
    const name = attribute(element, "Name");
    const value = scalarOrText(element) ?? null;
    const values: readonly JsonValue[] = name === undefined && Array.isArray(value) ? value : [value];
    for (const single of values) {
      position += 1;
      entries.push([name ?? `param${position}`, single]);
    }
  }
  return entries;
}

/** UserData holds one element whose children are the values; its name is kept as `xml_name`, as Winlogbeat does. */
function readUserData(node: JsonValue | undefined): JsonObject | undefined {
  if (!isJsonObject(node)) return undefined;
  const [name] = Object.keys(node).filter((key) => !isAttribute(key));
  if (name === undefined) return undefined;
  const element = node[name];
  if (!isJsonObject(element)) {
    const text = nestedText(node);
    return isJsonObject(text) ? text : undefined;
  }
  const values = Object.keys(element).flatMap((key) => {
    const value = element[key];
    if (isAttribute(key) || value === undefined) return [];
    const text = nestedText(scalarOrText(value) ?? value);
    return text === undefined ? [] : [[key, text] as const];
  });
  return Object.fromEntries([...values, ["xml_name", name]]);
}

/**
 * A value with everything in it as text, undefined where it is empty: XML knows neither types nor null, and the same
 * event must map to the same document whichever way it was exported.
 */
function nestedText(value: JsonValue): JsonValue | undefined {
  if (value === null || value === "") return undefined;
  if (typeof value !== "object") return String(value);
  if (!isJsonObject(value)) return value.map((item) => nestedText(item) ?? "");
  return Object.fromEntries(Object.keys(value).map((key) => [key, nestedText(value[key] ?? null) ?? ""]));
}

function isAttribute(key: string): boolean {
  return key === "#attributes" || key === "xmlns" || key.startsWith("@");
}

const readEventMembers = new Set(["System", "EventData", "UserData", "RenderingInfo"]);

/** What stands beside the event, or in it beside the known blocks. */
function exporterMembers(raw: JsonObject, event: JsonObject): JsonObject | undefined {
  let members: MutableJsonObject | undefined;
  const add = (key: string, value: JsonValue): void => {
    members ??= {};
    setMember(members, key, value);
  };
  for (const key of Object.keys(raw)) if (key !== "Event") add(key, raw[key] ?? null);
  for (const key of Object.keys(event)) {
    if (!readEventMembers.has(key) && !isAttribute(key)) add(key, event[key] ?? null);
  }
  return members;
}
