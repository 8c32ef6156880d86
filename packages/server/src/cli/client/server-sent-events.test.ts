import { expect, it } from "vitest";
import { type ServerSentEvent, serverSentEvents } from "./server-sent-events.ts";

async function read(text: string): Promise<readonly ServerSentEvent[]> {
  async function* lines() {
    // What stands behind the last line feed is no line.
    yield* text.split("\n").slice(0, -1);
  }
  const events: ServerSentEvent[] = [];
  for await (const event of serverSentEvents(lines())) events.push(event);
  return events;
}

it.each<readonly [string, string, readonly ServerSentEvent[]]>([
  ["an event", 'id: 7\nevent: added\ndata: {"a":1}\n\n', [{ id: "7", event: "added", data: '{"a":1}' }]],
  ["several lines", "data: a\ndata:b\n\n", [{ id: "", event: "message", data: "a\nb" }]],
  ["carriage returns", "event: x\r\ndata: a\r\n\r\n", [{ id: "", event: "x", data: "a" }]],
  ["signs of life", ": alive\n\nid: 1\ndata: a\n\n", [{ id: "1", event: "message", data: "a" }]],
  [
    "an id that stays, an event name that does not",
    "id: 1\nevent: x\ndata: a\n\ndata: b\n\n",
    [
      { id: "1", event: "x", data: "a" },
      { id: "1", event: "message", data: "b" },
    ],
  ],
  ["an event that was cut off", "data: a\n\ndata: b\n", [{ id: "", event: "message", data: "a" }]],
  ["an event without data", "event: x\n\n", []],
])("%s", async (_, text, events) => {
  expect(await read(text)).toEqual(events);
});
