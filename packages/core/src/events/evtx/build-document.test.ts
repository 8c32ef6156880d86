import { describe, expect, it } from "vitest";
import {
  type BinXmlWriter,
  buildEvtx,
  nullValue,
  readEvtx,
  signChunk,
  stringValue,
  uint16Value,
  utf16Bytes,
} from "./evtx-file.test-support.ts";
import { evtxLimits } from "./evtx-limits.ts";
import { valueType } from "./read-value.ts";

type Write = (writer: BinXmlWriter) => void;

const literal =
  (text: string): Write =>
  (writer) =>
    writer.text(text);
const slot =
  (index: number): Write =>
  (writer) =>
    writer.slot(index);
const optionalSlot =
  (index: number): Write =>
  (writer) =>
    writer.optionalSlot(index);

/** What an event that holds the written content becomes; a string is the problem with it. */
function eventOf(content: Write): unknown {
  const { records, problems } = readEvtx(buildEvtx((writer) => writer.element("Event", content)));
  return problems[0]?.message ?? records[0]?.document["Event"];
}

describe("plain XML", () => {
  const cases: readonly (readonly [string, Write, unknown])[] = [
    ["nothing is null", () => {}, null],
    ["text", (w) => w.text("a"), "a"],
    ["an empty element is null", (w) => w.element("A"), { A: null }],
    ["an element that is opened and closed is null", (w) => w.element("A", () => {}), { A: null }],
    ["children", (w) => w.element("A", literal("1")).element("B", literal("2")), { A: "1", B: "2" }],
    [
      "repeated children",
      (w) => w.element("A", literal("1")).element("B").element("A", literal("2")),
      { A: ["1", "2"], B: null },
    ],
    [
      "attributes",
      (w) => w.elementWith("A", { x: literal("1"), y: literal("") }),
      { A: { "#attributes": { x: "1", y: "" } } },
    ],
    [
      "attributes and text",
      (w) => w.elementWith("A", { x: literal("1") }, literal("t")),
      { A: { "#attributes": { x: "1" }, "#text": "t" } },
    ],
    [
      "attributes and children",
      (w) => w.elementWith("A", { x: literal("1") }, (a) => a.element("B")),
      { A: { "#attributes": { x: "1" }, B: null } },
    ],
    ["text and children", (w) => w.text("a").element("B").text("c"), { B: null, "#text": "ac" }],
    ["blanks between children", (w) => w.text("\n ").element("B").text("\n"), { B: null }],
    ["CDATA section", (w) => w.u8(0x07).u16(5).units("<&a>]"), "<&a>]"],
    ["character reference", (w) => w.text("a").u8(0x48).u16(0xe9).text("b"), "aéb"],
    [
      "entity references",
      (w) => w.u8(0x49).name("lt").u8(0x49).name("amp").u8(0x49).name("nbsp"),
      "<&&nbsp;",
    ],
    ["entity that every object has", (w) => w.u8(0x09).name("constructor"), "&constructor;"],
    [
      "references in an attribute",
      (w) => w.elementWith("A", { x: (a) => a.text("1").u8(0x49).name("gt").u8(0x48).u16(0x32) }),
      { A: { "#attributes": { x: "1>2" } } },
    ],
    ["processing instruction", (w) => w.u8(0x0a).name("pi").u8(0x0b).u16(2).units("no").text("t"), "t"],
    [
      "a name that sets prototypes",
      (w) => w.element("__proto__", literal("1")),
      Object.defineProperty({}, "__proto__", { value: "1", enumerable: true }),
    ],
    [
      "names that every object has",
      (w) => w.element("constructor", literal("1")).element("toString"),
      { constructor: "1", toString: null },
    ],
  ];
  it.each(cases)("%s", (_, content, expected) => {
    const event = eventOf(content);
    expect(event).toEqual(expected);
    expect(JSON.stringify(event)).toBe(JSON.stringify(expected));
  });
});

describe("EventData", () => {
  const named = (name: string, text: string): Write => {
    return (writer) => writer.elementWith("Data", { Name: literal(name) }, literal(text));
  };
  const data = (...content: readonly Write[]): unknown =>
    eventOf((event) =>
      event.element("EventData", (writer) => {
        for (const write of content) write(writer);
      }),
    );
  const nameless =
    (text: string): Write =>
    (writer) =>
      writer.element("Data", literal(text));

  const cases: readonly (readonly [string, readonly Write[], unknown])[] = [
    ["named", [named("Image", "a.exe"), named("User", "u")], { Image: "a.exe", User: "u" }],
    ["named twice", [named("A", "1"), named("A", "2")], { A: ["1", "2"] }],
    ["one without a name", [nameless("1")], { Data: "1" }],
    ["several without a name", [nameless("1"), named("A", "2"), nameless("3")], { Data: ["1", "3"], A: "2" }],
    ["named without a value", [(w) => w.elementWith("Data", { Name: literal("A") })], { A: null }],
    [
      "other elements",
      [named("A", "1"), (w) => w.element("Binary", literal("00"))],
      { A: "1", Binary: "00" },
    ],
    [
      "further attributes",
      [(w) => w.elementWith("Data", { Name: literal("A"), T: literal("x") }, literal("1"))],
      { A: { "#attributes": { T: "x" }, "#text": "1" } },
    ],
    [
      "named like a prototype",
      [named("__proto__", "1"), named("A", "2")],
      JSON.parse('{"__proto__":"1","A":"2"}'),
    ],
  ];
  it.each(cases)("%s", (_, content, expected) => {
    expect(JSON.stringify(data(...content))).toBe(JSON.stringify({ EventData: expected }));
  });

  it("leaves Data elsewhere as they are", () => {
    expect(eventOf((event) => event.element("UserData", named("A", "1")))).toEqual({
      UserData: { Data: { "#attributes": { Name: "A" }, "#text": "1" } },
    });
  });
});

describe("templates", () => {
  const valuesOf = (content: Write, values: Parameters<BinXmlWriter["values"]>[0]): unknown => {
    const { records, problems } = readEvtx(
      buildEvtx((writer) => {
        writer.define(7, (template) => template.element("Event", content), values);
      }),
    );
    return problems[0]?.message ?? records[0]?.document["Event"];
  };
  const fragment = (...bytes: readonly number[]) => ({ type: valueType.binXml, bytes });

  const cases: readonly (readonly [string, Write, Parameters<BinXmlWriter["values"]>[0], unknown])[] = [
    ["a value keeps its type", slot(0), [uint16Value(11)], 11],
    ["a value beside text becomes text", (w) => w.text("id ").slot(0), [uint16Value(11)], "id 11"],
    ["two values", (w) => w.slot(0).slot(1), [uint16Value(1), stringValue("b")], "1b"],
    [
      "a value used twice",
      (w) => w.element("A", slot(0)).element("B", slot(0)),
      [uint16Value(3)],
      { A: 3, B: 3 },
    ],
    [
      "typed attribute",
      (w) => w.elementWith("A", { x: slot(0) }),
      [uint16Value(3)],
      { A: { "#attributes": { x: 3 } } },
    ],
    ["null keeps the element", (w) => w.element("A", slot(0)), [nullValue], { A: null }],
    [
      "null of an optional slot leaves the element out",
      (w) => w.element("A", optionalSlot(0)).element("B"),
      [nullValue],
      { B: null },
    ],
    [
      "null of an optional slot leaves the attribute out",
      (w) => w.elementWith("A", { x: optionalSlot(0), y: optionalSlot(1) }),
      [nullValue, uint16Value(1)],
      { A: { "#attributes": { y: 1 } } },
    ],
    [
      "null of all optional attributes",
      (w) => w.elementWith("A", { x: optionalSlot(0) }),
      [nullValue],
      { A: null },
    ],
    [
      "an empty text in an optional slot stays",
      (w) => w.element("A", optionalSlot(0)),
      [stringValue("")],
      { A: "" },
    ],
    ["a slot without a value is null", (w) => w.element("A", slot(9)), [], { A: null }],
    [
      "an array stays one",
      (w) => w.element("A", slot(0)),
      [{ type: 0x81, bytes: utf16Bytes("a\0b\0") }],
      { A: ["a", "b"] },
    ],
    [
      "an array among repeated elements",
      (w) => w.element("A", literal("x")).element("A", slot(0)),
      [{ type: 0x81, bytes: utf16Bytes("a\0b\0") }],
      { A: ["x", "a", "b"] },
    ],
    ["empty embedded XML", (w) => w.element("A", slot(0)), [fragment()], { A: null }],
    [
      "damaged embedded XML",
      (w) => w.element("A", slot(0)),
      [fragment(0x0f, 1, 1, 0, 0x33)],
      expect.stringContaining("0x33 is no token"),
    ],
  ];
  it.each(cases)("%s", (_, content, values, expected) => expect(valuesOf(content, values)).toEqual(expected));

  it("are kept for later records of the chunk", () => {
    let definition = 0;
    const { records } = readEvtx(
      buildEvtx(
        (writer) => {
          definition = writer.define(7, (template) => template.element("Event", slot(0)), [uint16Value(1)]);
        },
        (writer) => writer.use(7, definition, [uint16Value(2)]),
      ),
    );
    expect(records.map(({ document, record }) => [document["Event"], record])).toEqual([
      [1, 1],
      [2, 2],
    ]);
  });

  it("nest, each with its own values, and bring embedded XML into the parent", () => {
    const file = buildEvtx((writer) => {
      writer.element("Event", (event) => {
        event.define(1, (t) => t.element("A", slot(0)), [uint16Value(1)]);
        event.define(
          2,
          (t) => t.element("B", (b) => b.define(3, (u) => u.element("C", slot(0)), [uint16Value(3)])),
          [uint16Value(2)],
        );
      });
    });
    expect(readEvtx(file).records[0]?.document["Event"]).toEqual({ A: 1, B: { C: 3 } });
  });

  it("must carry the id that the record names", () => {
    let definition = 0;
    const { records, problems } = readEvtx(
      buildEvtx(
        (writer) => {
          definition = writer.define(7, (template) => template.element("Event", slot(0)), [uint16Value(1)]);
        },
        (writer) => writer.use(8, definition, [uint16Value(2)]),
      ),
    );
    expect(records).toHaveLength(1);
    expect(problems).toMatchObject([{ kind: "evtx-record", record: 2, lostRecords: 1 }]);
  });
});

describe("bounds", () => {
  const nested = (depth: number): Write =>
    depth === 0 ? literal("x") : (writer) => writer.element("E", nested(depth - 1));

  it("reads elements nested as deep as allowed", () => {
    expect(eventOf(nested(evtxLimits.maxDepth - 1))).toHaveProperty("E");
    expect(eventOf(nested(evtxLimits.maxDepth))).toContain("nested too deeply");
  });

  it("refuses a template that uses itself", () => {
    const file = buildEvtx((writer) => {
      const itself = writer.offset + 10;
      writer.define(7, (template) => template.element("Event", (event) => event.use(7, itself, [])), []);
    });
    expect(readEvtx(file).problems[0]?.message).toContain("nested too deeply");
  });

  it("refuses templates that multiply, without the work", () => {
    // Each template uses the one before it 16 times: 16^12 elements.
    const file = buildEvtx((writer) => {
      let inner = writer.define(1, (template) => template.element("X"), []);
      for (let id = 2; id <= 13; id += 1) {
        inner = writer.define(
          id,
          (template) => {
            for (let use = 0; use < 16; use += 1) template.use(id - 1, inner, []);
          },
          [],
        );
      }
    });
    expect(readEvtx(file).problems[0]?.message).toContain("far more than a record can hold");
  });

  it("refuses a value that is used too often", () => {
    const file = buildEvtx((writer) => {
      const uses: Write = (event) => {
        for (let use = 0; use < 1000; use += 1) event.slot(0);
      };
      writer.define(7, (template) => template.element("Event", uses), [stringValue("x".repeat(10_000))]);
    });
    expect(readEvtx(file).problems[0]?.message).toContain("far more than a record can hold");
  });

  it("refuses impossible names, and goes on with the next record", () => {
    const file = buildEvtx(
      (writer) => writer.element("Event", (event) => event.u8(0x01).u32(0).u32(65_530)),
      (writer) => writer.element("Event", (event) => event.element("x".repeat(evtxLimits.maxNameUnits + 1))),
      (writer) => writer.element("NoEvent"),
      (writer) => writer.element("Event", literal("good")),
    );
    const { records, problems } = readEvtx(file);
    expect(problems.map(({ record, lostRecords }) => [record, lostRecords])).toEqual([
      [1, 1],
      [2, 1],
      [3, 1],
    ]);
    expect(records).toEqual([{ document: { Event: "good" }, record: 4 }]);
  });

  it("is told apart from damage that the checksums show", () => {
    const file = buildEvtx((writer) => writer.element("Event", literal("good")));
    const view = new DataView(file.buffer, 4096);
    file[file.indexOf("g".charCodeAt(0), 4096 + 512)] = "f".charCodeAt(0);
    expect(readEvtx(file).problems).toMatchObject([{ kind: "evtx-chunk", lostRecords: 0, byteOffset: 4096 }]);
    signChunk(view);
    expect(readEvtx(file).problems).toEqual([]);
    expect(readEvtx(file).records[0]?.document).toEqual({ Event: "food" });
  });
});
