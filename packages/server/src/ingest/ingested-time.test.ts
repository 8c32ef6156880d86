import { expect, it } from "vitest";
import { ingestedPrefix, splitIngested, withIngested, withOwnIngested } from "./ingested-time.ts";

const stored = (document: string) => JSON.parse(`${ingestedPrefix(0)},${document.slice(1)}`);

it.each(['{"a":1}', '{"0":1}', '{"0":1,"event":{"kind":"event"}}', '{"__proto__":{"a":1},"7":2}'])(
  "what the server put in front of %s is taken out again",
  (document) => {
    const { document: found, ingested } = splitIngested(stored(document));
    expect(JSON.stringify(found)).toBe(JSON.stringify(JSON.parse(document)));
    expect(ingested).toBe("1970-01-01T00:00:00.000Z");
  },
);

it.each([
  '{"event.ingested":"x"}',
  '{"event.ingested":"x","a":1}',
  '{"event.ingested":"x","0":1}',
  '{"5":1,"event.ingested":"x","6":2}',
])("what a client says in %s is not taken for the server's", (document) => {
  const kept = withOwnIngested(JSON.parse(document));
  expect(splitIngested(kept)).toEqual({ document: kept, ingested: undefined });
  expect(JSON.stringify(kept)).toContain('ingested":"x"');
});

it("the time of arrival is shown beside the other fields of the event", () => {
  expect(withIngested({ event: { kind: "event" } }, "t")).toEqual({
    event: { kind: "event", ingested: "t" },
  });
  expect(withIngested({ a: 1 }, "t")).toEqual({ a: 1, "event.ingested": "t" });
});
