import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { isJsonObject, type JsonObject } from "../document.ts";
import { pieceSizes, type ReadResult, readAll, summaryOf } from "../json/json-reader.test-support.ts";
import type { RecordReader, RecordSink } from "../record-reader.ts";
import { eventNamespace, windowsEvent } from "./event-xml.test-support.ts";
import { createXmlReader } from "./xml-reader.ts";

const event = windowsEvent;

/** Event ids by position, and problems. */
function idsOf(result: ReadResult): ReturnType<typeof summaryOf> {
  const { records, problems } = summaryOf(result);
  return {
    records: records.map(([record, document]) => [record, eventIdOf(document as JsonObject)]),
    problems,
  };
}

function eventIdOf(document: JsonObject): unknown {
  const event = document["Event"];
  const system = isJsonObject(event) ? event["System"] : undefined;
  return isJsonObject(system) ? system["EventID"] : undefined;
}

/** Events from the first to the last id, each at the position of its number. */
const inOrder = (count: number): readonly (readonly [number, string])[] =>
  Array.from({ length: count }, (_, index) => [index + 1, String(index + 1)]);

type Case = readonly [string, string, readonly (readonly [number, string])[], readonly string[]];

const prefixed = (id: number): string =>
  `<e:Event xmlns:e='${eventNamespace}'><e:System><e:EventID>${id}</e:EventID></e:System></e:Event>`;

const forms: readonly Case[] = [
  ["nothing", "", [], []],
  ["white space", "\r\n", [], []],
  ["one event", event(1), inOrder(1), []],
  ["one per line", `${event(1)}\n${event(2)}\r\n${event(3)}\n`, inOrder(3), []],
  ["with nothing between", event(1) + event(2), inOrder(2), []],
  ["in a root element", `<Events>\r\n${event(1)}${event(2)}\r\n</Events>`, inOrder(2), []],
  ["an empty root element", "<Events></Events>", [], []],
  ["byte order mark and declaration", `\ufeff<?xml version="1.0"?>${event(1)}`, inOrder(1), []],
  ["prefixes", `<e:Events>${prefixed(1)}${prefixed(2)}</e:Events>`, inOrder(2), []],
  ["text between", `exported today\n${event(1)}\nend`, inOrder(1), []],
  ["names that begin alike", `<EventLog>${event(1)}<Eve/><Event_2/></EventLog>`, inOrder(1), []],
  [
    "blanks in the tags",
    event(1).replace("<Event ", "<Event\r\n\t").replace("</Event>", "</Event\n>"),
    inOrder(1),
    [],
  ],
  ["events in a comment", `<!-- ${event(8)} --><!----><!-- > - -> -->${event(1)}`, inOrder(1), []],
  ["events in an instruction", `<?x ${event(8)}?>${event(1)}`, inOrder(1), []],
  ["events in CDATA", event(1, `<Data><![CDATA[${event(8)}]] ]>]]></Data>`) + event(2), inOrder(2), []],
  ["a comment in an event", event(1, `<!-- ${event(8)} </Event> -->`) + event(2), inOrder(2), []],
  ["a > in the start tag", event(1).replace("<Event ", "<Event a='/>' b=\"'>\" ") + event(2), inOrder(2), []],
];

const damaged: readonly Case[] = [
  ["broken", event(1, "<Data>") + event(2), [[2, "2"]], ["xml@1"]],
  ["no System block", `<Event/>${event(2)}<Event></Event>`, [[2, "2"]], ["xml@1", "xml@3"]],
  ["an empty element as the last one", "<Events><Event a='1'/></Events>", [], ["xml@1"]],
  ["cut before its end", `${event(1).slice(0, -30)}\n${event(2)}`, [[2, "2"]], ["xml@1"]],
  ["cut in a tag", `${event(1).slice(0, 60)}\n${event(2)}`, [[2, "2"]], ["xml@1"]],
  ["cut in its end tag", `${event(1).slice(0, -1)}\n${event(2)}`, [[2, "2"]], ["xml@1"]],
  ["cut in its start tag", `<Event xmlns='x${event(2)}`, [[2, "2"]], ["xml@1"]],
  ["without its beginning", `${event(1).slice(9)}\n${event(2)}`, [[2, "2"]], ["xml@1"]],
  ["without its beginning, end tag cut", `</Event <a>${event(2)}`, [[2, "2"]], ["xml@1"]],
  ["a quote too many in the start tag", event(1).replace("'>", "''>") + event(2), [[2, "2"]], ["xml@1"]],
  ["the last one cut off", `${event(1)}${event(2).slice(0, -1)}`, [[1, "1"]], ["truncated@2"]],
  ["cut off in a comment", `${event(1)}<!-- ${event(2)}`, [[1, "1"]], ["truncated"]],
  [
    "a comment in an event that hides the next",
    `${event(1, "<!-- ")}${event(2)}`,
    [],
    ["truncated@1", "truncated"],
  ],
  ["cut off in the name of a tag", `${event(1)}<Eve`, [[1, "1"]], ["truncated"]],
  ["cut off in the end of a lost event", "</Event", [], ["truncated"]],
  ["cut off behind the name of a lost event", "</Event ", [], ["xml@1"]],
  [
    "entities declared in the file",
    `<!DOCTYPE Events [<!ENTITY a "b">]>${event(1, "<Data>&a;</Data>")}`,
    inOrder(1),
    ["xml"],
  ],
  ["a declaration in an event", event(1, "<!DOCTYPE a>") + event(2), [[2, "2"]], ["xml@1"]],
];

const cuts = [[], [1], [3, 7], [64]] as const;

describe("forms", () => {
  it.each(forms)("%s", (_, input, records, problems) => {
    for (const sizes of cuts) {
      expect(idsOf(readAll(createXmlReader, input, sizes))).toEqual({ records, problems });
    }
  });
});

describe("damage", () => {
  it.each(damaged)("%s", (_, input, records, problems) => {
    for (const sizes of cuts) {
      expect(idsOf(readAll(createXmlReader, input, sizes))).toEqual({ records, problems });
    }
  });

  it("is told with its place", () => {
    expect(readAll(createXmlReader, `<Events>\n${event(1)}${event(2, "<A></B>")}</Events>`).problems).toEqual(
      [
        {
          kind: "xml",
          message: `Event 2 (byte ${9 + event(1).length}) was skipped: </B> stands where </A> was expected (character ${event(2).indexOf("</EventData>") + 4} of it).`,
          record: 2,
          byteOffset: 9 + event(1).length,
          lostRecords: 1,
        },
      ],
    );
  });

  it("of characters costs no more than them", () => {
    const bytes = new TextEncoder().encode(event(1, "<Data>é\u0001</Data>"));
    bytes[bytes.indexOf(1)] = 0xe9;
    const { records, problems } = readAll(createXmlReader, bytes, [1]);
    expect(records[0]?.document).toMatchObject({ Event: { EventData: { Data: "é\ufffd" } } });
    expect(problems).toMatchObject([{ kind: "utf8", record: 1, lostRecords: 0 }]);
  });

  it("by entities is never expanded", () => {
    const { records, problems } = readAll(
      createXmlReader,
      `<!DOCTYPE a [<!ENTITY x "boom"><!ENTITY y SYSTEM "file:///secret">]>${event(1, "<Data>&x;&y;&amp;</Data>")}`,
    );
    expect(records[0]?.document).toMatchObject({ Event: { EventData: { Data: "&x;&y;&" } } });
    expect(problems).toMatchObject([{ kind: "xml", byteOffset: 0, lostRecords: 0 }]);
  });
});

describe("bounds", () => {
  const limits = { maxRecordBytes: 300 };
  const createReader = (sink: RecordSink): RecordReader => createXmlReader(sink, limits);
  const long = "x".repeat(1000);
  const exact = event(2, "x".repeat(limits.maxRecordBytes - event(2).length));

  const cases: readonly Case[] = [
    ["as long as allowed", event(1) + exact + event(3), inOrder(3), []],
    ["too long by a byte", exact.replace("x", "xx") + event(2), [[2, "2"]], ["too-long@1"]],
    [
      "much too long",
      event(1) + event(2, long) + event(3),
      [
        [1, "1"],
        [3, "3"],
      ],
      ["too-long@2"],
    ],
    ["too long without an end", `<Event>${long}${event(2)}`, [[2, "2"]], ["too-long@1"]],
    ["too long and cut off", event(1) + event(2, long).slice(0, -9), [[1, "1"]], ["too-long@2"]],
    ["too long a start tag", `<Event a='${long}'/>${event(2)}`, [[2, "2"]], ["too-long@1"]],
    ["too long an empty element", `<Event a='${long}'/></Event>`, [], ["too-long@1", "xml@2"]],
    ["CDATA too long", event(1, `<![CDATA[${long}]]>`) + event(2), [[2, "2"]], ["too-long@1"]],
    ["comments of any length", `<!--${long}-->${event(1)}${long}<?a ${long}?>`, inOrder(1), []],
    ["names of any length", `<${long}></${long}><${long}:Event/>${event(1)}`, inOrder(1), []],
  ];
  it.each(cases)("%s", (_, input, records, problems) => {
    for (const sizes of cuts) {
      expect(idsOf(readAll(createReader, input, sizes))).toEqual({ records, problems });
    }
  });

  it("never holds more than an event", () => {
    const reader = createXmlReader({ record() {}, problem() {} }, { maxRecordBytes: 1024 * 1024 });
    const piece = new Uint8Array(1024 * 1024).fill(0x61);
    let peak = 0;
    for (const start of ["<Event a='", "<Event>", "<![CDATA[", "]]></Event>", "<?", "?><!--"]) {
      reader.push(new TextEncoder().encode(start));
      const before = process.memoryUsage().arrayBuffers;
      for (let pushed = 0; pushed < 40; pushed += 1) {
        reader.push(piece);
        peak = Math.max(peak, process.memoryUsage().arrayBuffers - before);
      }
    }
    // The buffer doubles up to the limit, and old buffers may wait for collection.
    expect(peak).toBeLessThan(16 * 1024 * 1024);
  });

  it("reads long input in linear time, however it is cut", () => {
    const inputs = [
      "<Event>",
      "<Event a='",
      "</Event>",
      "<!--",
      "<Event><!--",
      "<",
      "<Event><![CDATA[]]>",
      "<?>",
      ">",
    ];
    for (const input of inputs) {
      for (const size of [65_536, 13]) {
        const { records } = readAll(createReader, input.repeat(300_000 / input.length), [size]);
        expect(records).toEqual([]);
      }
    }
  });
});

describe("any input", () => {
  const source = new TextEncoder().encode(
    `\ufeff<?xml version="1.0"?><Events>\r\n${event(1, "<Data Name='é'>😀&#13;</Data>")}<!-- > -->\n${prefixed(2)}` +
      `${event(3, "<Data><![CDATA[<Event>]]></Data>")}</Events>`,
  );

  it("gives the same however it is cut", () => {
    const whole = readAll(createXmlReader, source);
    expect(whole.records).toHaveLength(3);
    fc.assert(
      fc.property(pieceSizes, (sizes) => {
        expect(readAll(createXmlReader, source, sizes)).toEqual(whole);
      }),
      { numRuns: 200 },
    );
  });

  it("gives the same however it is cut where it is damaged, and never throws", () => {
    const damage = fc.array(
      fc.tuple(fc.nat(source.length - 1), fc.oneof(fc.nat(255), fc.constantFrom(...Buffer.from("<>/!-'")))),
      {
        maxLength: 6,
      },
    );
    fc.assert(
      fc.property(damage, pieceSizes, fc.nat(source.length), (changes, sizes, length) => {
        const input = source.slice(0, length);
        for (const [at, byte] of changes) if (at < length) input[at] = byte;
        const whole = readAll(createXmlReader, input);
        expect(readAll(createXmlReader, input, sizes)).toEqual(whole);
        expect(whole.records.length).toBeLessThanOrEqual(3 + changes.length);
      }),
      { numRuns: 1000 },
    );
  });

  it("loses no neighbour to a change in one event", () => {
    const lines = [event(1, "<Data Name='A'>text</Data>"), event(2, "<Data Name='A'>text</Data>"), event(3)];
    const middle = lines[1] ?? "";
    const bytes = fc.constantFrom(...["x", "'", ">", "/", " ", "&", "=", "\0"]);
    fc.assert(
      fc.property(fc.nat(middle.length - 1), bytes, (at, byte) => {
        const input = [lines[0], middle.slice(0, at) + byte + middle.slice(at + 1), lines[2]].join("\n");
        const ids = readAll(createXmlReader, input).records.map(({ document }) => eventIdOf(document));
        expect(ids[0]).toBe("1");
        expect(ids.at(-1)).toBe("3");
      }),
      { numRuns: 500 },
    );
  });

  it("never throws on random text", () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 300 }), pieceSizes, (bytes, sizes) => {
        expect(readAll(createXmlReader, bytes, sizes)).toEqual(readAll(createXmlReader, bytes));
      }),
      { numRuns: 300 },
    );
  });
});
