import { compileFieldReader, type JsonObject, type JsonValue } from "../events/index.ts";

const field = {
  category: compileFieldReader("event.category"),
  processName: compileFieldReader("process.name"),
  parentName: compileFieldReader("process.parent.name"),
  fileName: compileFieldReader("file.name"),
  sourceIp: compileFieldReader("source.ip"),
  sourcePort: compileFieldReader("source.port"),
  destinationIp: compileFieldReader("destination.ip"),
  destinationPort: compileFieldReader("destination.port"),
  userName: compileFieldReader("user.name"),
  hostName: compileFieldReader("host.name"),
};

/** The sentence of `kibana.alert.reason` (specification 5.5). A lone `-` counts as absent. */
export function alertReason(document: JsonObject, severity: string, ruleName: string): string {
  const text = (name: keyof typeof field): string | undefined => joinValues(field[name](document));
  const address = (ip: string | undefined, port: string | undefined): string | undefined =>
    ip === undefined || port === undefined ? ip : `${ip}:${port}`;
  const subjects = [
    phrase("process", text("processName")),
    phrase("parent process", text("parentName")),
    phrase("file", text("fileName")),
    phrase("source", address(text("sourceIp"), text("sourcePort"))),
    phrase("destination", address(text("destinationIp"), text("destinationPort"))),
  ].filter((part) => part !== undefined);
  const category = text("category");
  const user = text("userName");
  const host = text("hostName");
  return [
    category === undefined ? "event" : `${category} event`,
    subjects.length === 0 ? "" : ` with${subjects.join("")}`,
    user === undefined ? "" : ` by ${user}`,
    host === undefined ? "" : ` on ${host}`,
    ` created ${severity} alert ${ruleName}.`,
  ].join("");
}

function phrase(label: string, value: string | undefined): string | undefined {
  return value === undefined ? undefined : ` ${label} ${value},`;
}

function joinValues(values: readonly JsonValue[]): string | undefined {
  const text = values.map(String).join(", ");
  return text === "" || text === "-" ? undefined : text;
}
