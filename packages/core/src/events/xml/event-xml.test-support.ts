import { isJsonObject, type JsonObject, type JsonValue } from "../document.ts";

export const eventNamespace = "http://schemas.microsoft.com/win/2004/08/events/event";

/** An event as Windows renders it, with the given elements in its EventData. */
export function windowsEvent(id: number, eventData = ""): string {
  return (
    `<Event xmlns='${eventNamespace}'><System><Provider Name='P'/><EventID>${id}</EventID>` +
    `<Channel>C</Channel><Computer>PC1</Computer></System><EventData>${eventData}</EventData></Event>`
  );
}

/** How a program writes XML. */
export interface XmlStyle {
  readonly quote: "'" | '"';
  /** Empty elements as `<a/>`; otherwise `<a></a>`. */
  readonly hasEmptyTags: boolean;
  /** What stands before each element: nothing, or a line break. */
  readonly layout: "" | "\r\n";
  /** Prefix of every element, with its colon. */
  readonly prefix: string;
}

/** The XML of an event in the shape of the EVTX reader's documents. */
export function writeEventXml(document: JsonObject, style: XmlStyle): string {
  return Object.entries(document)
    .map(([name, value]) => writeElements(name, value, {}, style))
    .join("");
}

/** An element, or several of one name where the value is an array. */
function writeElements(name: string, value: JsonValue, attributes: JsonObject, style: XmlStyle): string {
  if (Array.isArray(value)) return value.map((item) => writeElements(name, item, attributes, style)).join("");
  if (!isJsonObject(value)) return writeElement(name, attributes, escapeText(value), style);
  const { "#attributes": own = {}, "#text": text = null, ...children } = value;
  const content = Object.entries(children).map(([key, child]) =>
    name === "EventData" && key !== "Data"
      ? writeElements("Data", child, { Name: key }, style)
      : writeElements(key, child, {}, style),
  );
  const all = { ...attributes, ...(isJsonObject(own) ? own : {}) };
  const end = content.length === 0 ? "" : style.layout;
  return writeElement(name, all, escapeText(text) + content.join("") + end, style);
}

function writeElement(name: string, attributes: JsonObject, content: string, style: XmlStyle): string {
  const { quote, hasEmptyTags, layout, prefix } = style;
  const tag = `${prefix}${name}`;
  const written = Object.entries(attributes).map(
    ([key, value]) => ` ${key}=${quote}${escapeText(value).replaceAll("\n", "&#xA;")}${quote}`,
  );
  const start = `${layout}<${tag}${written.join("")}`;
  return content === "" && hasEmptyTags ? `${start}/>` : `${start}>${content}</${tag}>`;
}

const escapes: Readonly<Record<string, string>> = {
  "&": "&amp;",
  "<": "&lt;",
  ">": "&gt;",
  "'": "&apos;",
  '"': "&quot;",
  "\r": "&#13;",
};

function escapeText(value: JsonValue | undefined): string {
  if (value === null || value === undefined) return "";
  return String(value).replace(/[&<>'"\r]/g, (character) => escapes[character] ?? character);
}
