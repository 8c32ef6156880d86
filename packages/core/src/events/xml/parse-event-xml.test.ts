import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { isJsonObject } from "../document.ts";
import { windowsEvent } from "./event-xml.test-support.ts";
import { beginsEventXml, parseEventXml } from "./parse-event-xml.ts";
import { xmlLimits } from "./xml-limits.ts";

/** The event around the content, without its System block, or why it is broken. */
function eventOf(content: string): unknown {
  const parsed = parseEventXml(`<Event><System><EventID>1</EventID></System>${content}</Event>`);
  if (!parsed.ok) return parsed.reason;
  const event = parsed.document["Event"];
  if (!isJsonObject(event)) return event;
  const { System: _, ...rest } = event;
  return rest;
}

describe("elements", () => {
  const cases: readonly (readonly [string, string, unknown])[] = [
    ["text", "<A>a b</A>", { A: "a b" }],
    ["an empty element is null", "<A/>", { A: null }],
    ["an element that is opened and closed is null", "<A></A>", { A: null }],
    ["children", "<A><B>1</B><C>2</C></A>", { A: { B: "1", C: "2" } }],
    ["repeated children", "<A>1</A><B/><A>2</A>", { A: ["1", "2"], B: null }],
    ["attributes of either quote", `<A x='1"' y="2'"/>`, { A: { "#attributes": { x: '1"', y: "2'" } } }],
    ["attributes and text", "<A x='1'>t</A>", { A: { "#attributes": { x: "1" }, "#text": "t" } }],
    ["attributes and children", "<A x='1'><B/></A>", { A: { "#attributes": { x: "1" }, B: null } }],
    ["text and children", "<A>a<B/>c</A>", { A: { B: null, "#text": "ac" } }],
    ["blanks between children", "<A>\r\n  <B/>\r\n</A>", { A: { B: null } }],
    ["blanks alone", "<A>  </A>", { A: "  " }],
    ["white space in tags", "<A\r\n\tx = '1'\n y='2' ></A >", { A: { "#attributes": { x: "1", y: "2" } } }],
    ["a > in an attribute", "<A x='1>0'/>", { A: { "#attributes": { x: "1>0" } } }],
    ["comments and instructions", "<A>a<!-- <B> -- -->b<?c d?>e</A>", { A: "abe" }],
    ["CDATA", "<A>a<![CDATA[<B>&amp;]] >]]>b</A>", { A: "a<B>&amp;]] >b" }],
    ["names of other scripts", "<É日 ß='1'/>", { É日: { "#attributes": { ß: "1" } } }],
    ["a prefix that is not the event's", "<p:A/>", { "p:A": null }],
    [
      "names that every object has",
      "<constructor>1</constructor><toString/>",
      { constructor: "1", toString: null },
    ],
  ];
  it.each(cases)("%s", (_, content, expected) => expect(eventOf(content)).toEqual(expected));

  it("may be named like a prototype", () => {
    expect(JSON.stringify(eventOf("<__proto__ __proto__='1'>2</__proto__>"))).toBe(
      '{"__proto__":{"#attributes":{"__proto__":"1"},"#text":"2"}}',
    );
  });
});

describe("EventData", () => {
  const cases: readonly (readonly [string, string, unknown])[] = [
    ["named", "<Data Name='Image'>a.exe</Data><Data Name='User'>u</Data>", { Image: "a.exe", User: "u" }],
    ["named twice", "<Data Name='A'>1</Data><Data Name='A'>2</Data>", { A: ["1", "2"] }],
    ["named without a value", "<Data Name='A'/><Data Name='B'></Data>", { A: null, B: null }],
    ["one without a name", "<Data>1</Data>", { Data: "1" }],
    [
      "several without a name",
      "<Data>1</Data><Data Name='A'>2</Data><Data>3</Data>",
      { Data: ["1", "3"], A: "2" },
    ],
    ["other elements", "<Data Name='A'>1</Data><Binary>00</Binary>", { A: "1", Binary: "00" }],
    [
      "further attributes",
      "<Data T='x' Name='A'>1</Data>",
      { A: { "#attributes": { T: "x" }, "#text": "1" } },
    ],
    ["an empty name", "<Data Name=''>1</Data>", { "": "1" }],
  ];
  it.each(cases)("%s", (_, content, expected) => {
    expect(eventOf(`<EventData>${content}</EventData>`)).toEqual({ EventData: expected });
  });

  it("leaves Data elsewhere as they are", () => {
    expect(eventOf("<UserData><Data Name='A'>1</Data></UserData>")).toEqual({
      UserData: { Data: { "#attributes": { Name: "A" }, "#text": "1" } },
    });
  });
});

describe("references", () => {
  const cases = [
    ["&amp;&lt;&gt;&quot;&apos;", `&<>"'`],
    ["a&#13;&#10;b&#x9;c&#xA;", "a\r\nb\tc\n"],
    ["&#233;&#xE9;&#x1F600;", "éé😀"],
    ["&#27;&#1;", "\u001b\u0001"],
    ["&amp;lt;", "&lt;"],
    ["&#xD83D;&#xDE00;", "\ufffd\ufffd"],
    ["&#x110000;&#99999999;", "&#x110000;&#99999999;"],
    ["a&b=1&&amp;c;", "a&b=1&&c;"],
    ["&nbsp;&constructor;&AMP;&#X41;", "&nbsp;&constructor;&AMP;&#X41;"],
    ["a\r\nb\rc\n", "a\nb\nc\n"],
  ] as const;
  it.each(cases)("%j in text", (written, text) => expect(eventOf(`<A>${written}</A>`)).toEqual({ A: text }));
  it.each(cases.slice(0, -1))("%j in an attribute", (written, text) => {
    expect(eventOf(`<A x="${written}"/>`)).toEqual({ A: { "#attributes": { x: text } } });
  });

  it("makes white space in an attribute blanks, where it is written as such", () => {
    expect(eventOf("<A x='a\r\n\tb&#9;c'/>")).toEqual({ A: { "#attributes": { x: "a  b\tc" } } });
  });
});

describe("what stands around an event", () => {
  const event = { System: { EventID: "1" } };
  const cases: readonly (readonly [string, string, unknown])[] = [
    ["white space", " <Event><System><EventID>1</EventID></System></Event>\r\n", { Event: event }],
    [
      "declaration",
      "<?xml version='1.0'?><Event><System><EventID>1</EventID></System></Event>",
      { Event: event },
    ],
    [
      "a prefix",
      "<n:Event xmlns:n='u'><n:System><n:EventID>1</n:EventID></n:System><n:EventData><n:Data Name='A'>x</n:Data></n:EventData></n:Event>",
      { Event: { "#attributes": { "xmlns:n": "u" }, ...event, EventData: { A: "x" } } },
    ],
  ];
  it.each(cases)("%s", (_, text, document) => expect(parseEventXml(text)).toEqual({ ok: true, document }));
});

describe("damage", () => {
  const cases = [
    ["an element without its end", "<A>", "</Event> stands where </A> was expected"],
    ["an end without its start", "</A>", "</A> stands where </Event> was expected"],
    ["a < in text", "<A>1 < 2</A>", "a < is not followed by a name"],
    ["an attribute without quotes", "<A x=1/>", "the tag <A is broken"],
    ["an attribute without a value", "<A x/>", "the tag <A is broken"],
    ["attributes that touch", "<A x='1'y='2'/>", "the tag <A is broken"],
    ["an attribute twice", "<A x='1' x='2'/>", "<A has the attribute x twice"],
    [
      "a name twice",
      "<EventData><Data Name='1' Name='2'/></EventData>",
      "<Data has the attribute Name twice",
    ],
    ["a quote that does not end", "<A x='1></A>", "the tag <A is broken"],
    ["a comment without its end", "<!-- ", "a comment has no end"],
    ["CDATA without its end", "<![CDATA[ ]>", "a CDATA section has no end"],
    ["an instruction without its end", "<?a >", "a processing instruction has no end"],
    ["a declaration", "<!DOCTYPE a>", "a declaration cannot stand in an event"],
    ["an end tag with more", "<A></A x>", "an end tag is broken"],
    ["a very long name", `<${"x".repeat(1000)}`, `the tag <${"x".repeat(60)}… is broken`],
  ] as const;
  it.each(cases)("%s", (_, content, reason) => expect(eventOf(content)).toBe(reason));

  const whole = [
    ["nothing", "", "it holds no Event element", 0],
    ["text", "hello", "text stands outside of the event", 0],
    ["text after it", "<Event><System><A/></System></Event>x", "text stands outside of the event", 36],
    ["cut off", "<Event><System>", "it ends inside the element System", 15],
    ["another element", "<Log/>", "an element Log stands where one event was expected", 0],
    ["a second event", "<Event/><Event/>", "an element Event stands where one event was expected", 8],
    ["an event without content", "<Event/>", "its Event element has no System block", 0],
    [
      "something else called event",
      "<Event><Name>x</Name></Event>",
      "its Event element has no System block",
      0,
    ],
  ] as const;
  it.each(whole)("%s", (_, text, reason, offset) => {
    expect(parseEventXml(text)).toEqual({ ok: false, kind: "xml", reason, offset });
  });
});

describe("bounds", () => {
  const nested = (depth: number): string => "<a>".repeat(depth) + "</a>".repeat(depth);

  it("reads elements nested as deep as allowed", () => {
    expect(eventOf(nested(xmlLimits.maxDepth - 1))).toHaveProperty("a");
    expect(parseEventXml(`<Event>${nested(xmlLimits.maxDepth)}</Event>`)).toMatchObject({ kind: "too-deep" });
  });

  it("reads as many elements and attributes as allowed", () => {
    const rest = xmlLimits.maxNodes - 3;
    expect(eventOf("<a/>".repeat(rest))).toHaveProperty("a.length", rest);
    expect(eventOf("<a/>".repeat(rest + 1))).toContain("more than 200000 elements and attributes");
  });

  it("takes linear time on what invites more", () => {
    const long = 1_000_000;
    const texts = [
      `<Event${" ".repeat(long)}`,
      `<Event a${" ".repeat(long)}`,
      `<Event a='${"x".repeat(long)}`,
      `<${"x:".repeat(long)}`,
      `<Event>${"&#".repeat(long)}</Event>`,
      `<Event>${"<![CDATA[".repeat(long)}`,
      `<Event>${"\r".repeat(long)}</Event>`,
    ];
    for (const text of texts) expect(parseEventXml(text).ok).toBe(false);
  });
});

describe("any text", () => {
  const piece = fc.constantFrom(
    ...[
      "<Event>",
      "</Event>",
      "<System>",
      "</System>",
      "<A ",
      "x='",
      '"',
      "'",
      ">",
      "/>",
      "<",
      "&",
      "&#x",
      ";",
    ],
    ...["<!--", "-->", "<![CDATA[", "]]>", "<?", "?>", "<!DOCTYPE", " ", "\r\n", "__proto__", "é", "\ud800"],
  );

  it("is parsed or refused, never thrown on", () => {
    fc.assert(
      fc.property(fc.array(fc.oneof(piece, fc.string()), { maxLength: 40 }), (pieces) => {
        expect(parseEventXml(pieces.join(""))).toHaveProperty("ok");
      }),
      { numRuns: 1000 },
    );
  });

  it("comes back from text and attributes as it was escaped", () => {
    const text = fc.string({ unit: "binary" }).filter((value) => value !== "");
    fc.assert(
      fc.property(text, (value) => {
        const written = Array.from(value, (character) => `&#${character.codePointAt(0)};`).join("");
        expect(eventOf(`<A x='${written}'>${written}</A>`)).toEqual({
          A: { "#attributes": { x: value }, "#text": value },
        });
      }),
    );
  });
});

it.each([
  [windowsEvent(1), true],
  ["\r\n<ns0:Event xmlns:ns0='x'>", true],
  ["<Events><Event>", false],
  ["text <Event>", false],
  ["", false],
] as const)("beginsEventXml(%j)", (text, expected) => expect(beginsEventXml(text)).toBe(expected));
