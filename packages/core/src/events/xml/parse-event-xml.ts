import { isJsonObject, type JsonObject, type JsonValue, type MutableJsonObject } from "../document.ts";
import { addMember, setMember, textWithAttributes } from "../element-members.ts";
import { decodeAttribute, decodeLineEnds, decodeText } from "./decode-text.ts";
import { xmlLimits } from "./xml-limits.ts";

/** The document of one event, or why there is none. */
export type ParsedEvent =
  | { readonly ok: true; readonly document: JsonObject }
  | {
      readonly ok: false;
      readonly kind: "xml" | "too-deep";
      /** A clause for a message. */
      readonly reason: string;
      /** Where it shows, in UTF-16 units. */
      readonly offset: number;
    };

/** Whether a text looks like the XML of one event: a quick look at its beginning. */
export function beginsEventXml(text: string): boolean {
  return /^\s*<(?:[\w.-]+:)?Event[\s>]/.test(text);
}

/**
 * Parses the XML of one event to `{"Event": {"System": {…}, "EventData": {…}}}`, the document that the EVTX reader gives
 * for the same event (see `element-members.ts`) but for types: every value is text. Names lose the prefix that the
 * `Event` element has. Comments and processing instructions are left out. Never throws.
 */
export function parseEventXml(text: string): ParsedEvent {
  try {
    return { ok: true, document: new EventParser(text).parse() };
  } catch (error) {
    if (!(error instanceof XmlDamage)) throw error;
    return { ok: false, kind: error.kind, reason: error.message, offset: error.offset };
  }
}

/** Thrown where the XML makes no sense; never leaves this file. */
class XmlDamage extends Error {
  readonly offset: number;
  readonly kind: "xml" | "too-deep";

  constructor(message: string, offset: number, kind: "xml" | "too-deep" = "xml") {
    super(message);
    this.offset = offset;
    this.kind = kind;
  }
}

/** An element whose end tag is still to come. */
interface OpenElement {
  readonly name: string;
  /** Key in the parent: the name without the event's prefix, or that of a named `Data` in `EventData`. */
  readonly key: string;
  readonly isEventData: boolean;
  readonly attributes: MutableJsonObject | undefined;
  /** Set with the first child. */
  members: MutableJsonObject | undefined;
  text: string;
}

// Sticky, and none of them can match one text in two ways: linear time.
const namePattern = /[^\s<>/=&"'!?]+/y;
const attributePattern = /[ \t\r\n]+([^\s<>/=&"'!?]+)[ \t\r\n]*=[ \t\r\n]*(?:"([^"<]*)"|'([^'<]*)')/y;
const emptyElementEnd = /[ \t\r\n]*\/>/y;
const tagEnd = /[ \t\r\n]*>/y;

class EventParser {
  readonly #text: string;
  readonly #open: OpenElement[] = [];
  readonly #document: MutableJsonObject = {};
  #at = 0;
  #nodes = 0;
  #prefix = "";

  constructor(text: string) {
    this.#text = text;
  }

  parse(): JsonObject {
    for (;;) {
      const at = this.#text.indexOf("<", this.#at);
      this.#addText(decodeText(this.#text.slice(this.#at, at === -1 ? undefined : at)));
      if (at === -1) return this.#finish();
      this.#at = at;
      this.#parseMarkup();
    }
  }

  #finish(): JsonObject {
    const open = this.#open.at(-1);
    if (open !== undefined) this.#fail(`it ends inside the element ${shown(open.name)}`, this.#text.length);
    const event = this.#document["Event"];
    if (event === undefined) this.#fail("it holds no Event element", 0);
    if (!isJsonObject(event) || !isJsonObject(event["System"])) {
      this.#fail("its Event element has no System block", 0);
    }
    return this.#document;
  }

  #parseMarkup(): void {
    const from = this.#at;
    switch (this.#text[from + 1]) {
      case "/":
        this.#parseEndTag();
        break;
      case "?":
        this.#skipTo("?>", from + 2, "a processing instruction");
        break;
      case "!":
        this.#parseDeclaration();
        break;
      default:
        this.#parseStartTag();
    }
  }

  #parseDeclaration(): void {
    const from = this.#at;
    if (this.#text.startsWith("<!--", from)) {
      this.#skipTo("-->", from + 4, "a comment");
    } else if (this.#text.startsWith("<![CDATA[", from)) {
      this.#skipTo("]]>", from + 9, "a CDATA section");
      this.#addText(decodeLineEnds(this.#text.slice(from + 9, this.#at - 3)));
    } else {
      this.#fail("a declaration cannot stand in an event", from);
    }
  }

  #skipTo(end: string, from: number, what: string): void {
    const at = this.#text.indexOf(end, from);
    if (at === -1) this.#fail(`${what} has no end`, this.#at);
    this.#at = at + end.length;
  }

  #addText(text: string): void {
    if (text === "") return;
    const open = this.#open.at(-1);
    if (open !== undefined) open.text += text;
    else if (text.trim() !== "") this.#fail("text stands outside of the event", this.#at);
  }

  #parseStartTag(): void {
    const from = this.#at;
    this.#at += 1;
    const name = this.#parseName();
    if (name === undefined) this.#fail("a < is not followed by a name", from);
    if (this.#open.length >= xmlLimits.maxDepth) {
      throw new XmlDamage(`its elements nest deeper than ${xmlLimits.maxDepth}`, from, "too-deep");
    }
    this.#countNode();
    const parent = this.#open.at(-1);
    if (parent === undefined) this.#beginEvent(name, from);
    const element = this.#openElement(name, this.#parseAttributes(name), parent);
    if (this.#skip(tagEnd)) this.#open.push(element);
    else if (this.#skip(emptyElementEnd)) this.#close(element);
    else this.#fail(`the tag <${shown(name)} is broken`, this.#at);
  }

  #openElement(
    name: string,
    attributes: MutableJsonObject | undefined,
    parent: OpenElement | undefined,
  ): OpenElement {
    const key = name.startsWith(this.#prefix) ? name.slice(this.#prefix.length) : name;
    const element = { name, key, isEventData: key === "EventData", attributes, members: undefined, text: "" };
    const dataName = parent?.isEventData === true && key === "Data" ? attributes?.["Name"] : undefined;
    if (typeof dataName !== "string") return element;
    const { Name: _, ...rest } = attributes ?? {};
    return { ...element, key: dataName, attributes: Object.keys(rest).length === 0 ? undefined : rest };
  }

  #beginEvent(name: string, from: number): void {
    const colon = name.indexOf(":");
    this.#prefix = name.slice(0, colon + 1);
    if (name.slice(colon + 1) !== "Event" || Object.hasOwn(this.#document, "Event")) {
      this.#fail(`an element ${shown(name)} stands where one event was expected`, from);
    }
  }

  #parseAttributes(name: string): MutableJsonObject | undefined {
    let attributes: MutableJsonObject | undefined;
    for (;;) {
      attributePattern.lastIndex = this.#at;
      const found = attributePattern.exec(this.#text);
      if (found === null) return attributes;
      const [, key = "", doubleQuoted, singleQuoted] = found;
      attributes ??= {};
      if (Object.hasOwn(attributes, key)) {
        this.#fail(`<${shown(name)} has the attribute ${shown(key)} twice`, this.#at);
      }
      setMember(attributes, key, decodeAttribute(doubleQuoted ?? singleQuoted ?? ""));
      this.#at = attributePattern.lastIndex;
      this.#countNode();
    }
  }

  #parseEndTag(): void {
    const from = this.#at;
    this.#at += 2;
    const name = this.#parseName();
    if (name === undefined || !this.#skip(tagEnd)) this.#fail("an end tag is broken", from);
    const element = this.#open.pop();
    if (element === undefined) this.#fail(`</${shown(name)}> closes no element`, from);
    if (element.name !== name) {
      this.#fail(`</${shown(name)}> stands where </${shown(element.name)}> was expected`, from);
    }
    this.#close(element);
  }

  #close(element: OpenElement): void {
    const parent = this.#open.at(-1);
    if (parent === undefined) {
      this.#document["Event"] = elementValue(element);
      return;
    }
    parent.members ??= parent.attributes === undefined ? {} : { "#attributes": parent.attributes };
    addMember(parent.members, element.key, elementValue(element));
  }

  #countNode(): void {
    this.#nodes += 1;
    if (this.#nodes > xmlLimits.maxNodes) {
      this.#fail(`it holds more than ${xmlLimits.maxNodes} elements and attributes`, this.#at);
    }
  }

  #parseName(): string | undefined {
    const from = this.#at;
    return this.#skip(namePattern) ? this.#text.slice(from, this.#at) : undefined;
  }

  /** Moves on behind what a sticky pattern matches here. */
  #skip(pattern: RegExp): boolean {
    pattern.lastIndex = this.#at;
    if (!pattern.test(this.#text)) return false;
    this.#at = pattern.lastIndex;
    return true;
  }

  #fail(reason: string, offset: number): never {
    throw new XmlDamage(reason, offset);
  }
}

function elementValue({ attributes, members, text }: OpenElement): JsonValue {
  if (members === undefined) return textWithAttributes(attributes, text === "" ? null : text);
  // Blanks between elements are layout.
  if (text.trim() !== "") addMember(members, "#text", text);
  return members;
}

const maxShownUnits = 60;

/** A name for a message: names in hostile input may be very long. */
function shown(name: string): string {
  return name.length <= maxShownUnits ? name : `${name.slice(0, maxShownUnits)}…`;
}
