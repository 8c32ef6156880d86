import { expect, it } from "vitest";
import { toCsv, toNdjson } from "./export-events.ts";

const hit = (source: Record<string, unknown>) => ({ _index: "logs", _id: "1", _source: source });

it("a table has the chosen columns, and no value in it is a formula or a line of its own", () => {
  const hits = [
    hit({
      "@timestamp": "2026-01-05T12:00:00Z",
      process: { args: ["=1+1", "b"] },
      user: { name: 'a"b,\nc' },
    }),
    hit({ "@timestamp": "2026-01-05T12:00:01Z" }),
  ];
  expect(toCsv(hits, ["process.args", "user.name", "@timestamp"])).toBe(
    '@timestamp,process.args,user.name\r\n2026-01-05T12:00:00Z,\'=1+1; b,"a""b,\nc"\r\n2026-01-05T12:00:01Z,,\r\n',
  );
});

it("lines hold the events as they are", () => {
  expect(toNdjson([hit({ a: 1 }), hit({ b: [2] })])).toBe('{"a":1}\n{"b":[2]}\n');
});
