import { type IncomingMessage, request } from "node:http";
import type { JsonObject } from "@eqlite/core/events";
import { beforeEach, describe, expect, it } from "vitest";
import { testApp } from "../app.test-support.ts";
import { startTestServer } from "../server.test-support.ts";
import { eventRoutes } from "./event-routes.ts";
import { mountRoutes } from "./mount-routes.ts";
import { isoAt, nowMs, openV1, processEvent, type V1Server } from "./v1-server.test-support.ts";

let server: V1Server;
beforeEach(async () => {
  server = await openV1();
});

describe("data streams", () => {
  it("say what they hold and how fast they grow", async () => {
    await server.store([processEvent("a.exe"), processEvent("b.exe")], "logs-a-default");
    server.clock.ms += 10 * 60_000;
    await server.store([processEvent("c.exe")], "logs-b-default");
    const { data_streams: streams } = await server.ok("GET", "/api/v1/data-streams");
    expect(streams).toMatchObject([
      {
        name: "logs-a-default",
        events: 2,
        first_arrival: isoAt(nowMs),
        last_arrival: isoAt(nowMs),
        events_per_second: 0,
      },
      { name: "logs-b-default", events: 1, first_arrival: isoAt(nowMs + 600_000) },
    ]);
    const rate = (streams as readonly JsonObject[])[1]?.["bytes_per_second"];
    expect(Number(rate)).toBeGreaterThan(0);
  });
});

describe("an export", () => {
  const exported = async (query: string): Promise<readonly JsonObject[]> => {
    const { status, body } = await server.send("GET", `/api/v1/export?${query}`);
    expect(status).toBe(200);
    return String(body)
      .split("\n")
      .filter((line) => line !== "")
      .map((line) => JSON.parse(line) as JsonObject);
  };

  it("has what is selected, as it was sent", async () => {
    const event = processEvent("a.exe", { n: 1 });
    await server.store([event], "logs-a-default");
    server.clock.ms += 60_000;
    await server.store([processEvent("b.exe", { n: 2 })], "logs-b-default");
    expect(await exported("form=documents&data_stream=logs-a-*")).toEqual([event]);
    expect(await exported("")).toMatchObject([
      { _index: "logs-a-default", _source: { n: 1 } },
      { _index: "logs-b-default", _source: { n: 2 } },
    ]);
    expect(await exported("data_stream=logs-*&data_stream=-logs-a-*")).toMatchObject([{ _source: { n: 2 } }]);
    expect(await exported("from=2026-01-05T12:00:30Z")).toMatchObject([{ _source: { n: 2 } }]);
    expect(await exported("to=2026-01-05T12:00:30Z")).toMatchObject([{ _source: { n: 1 } }]);
    expect(await exported("by=happened&from=2026-01-05T11:59:00Z&to=2026-01-05T11:59:01Z")).toHaveLength(2);
    expect(await exported("by=happened&to=2026-01-05T11:00:00Z")).toEqual([]);
    expect(await server.refusal("GET", "/api/v1/export?from=later")).toMatchObject({ status: 400 });
  });

  it("goes as fast as it is taken, makes room when the client goes, and is cut off when the server stops", async () => {
    const stopping = new AbortController();
    let read = 0;
    const filler = "x".repeat(1_000_000);
    for (let at = 0; at < 30; at += 1)
      await server.store([processEvent("a.exe", { filler })], "logs-a-default");
    const { store } = server.data;
    const counting = new Proxy(store, {
      get: (target, name) => {
        if (name !== "read") return Reflect.get(target, name);
        return (block: Parameters<typeof store.read>[0]) => {
          read += 1;
          return target.read(block);
        };
      },
    });
    const { app } = testApp({ permissions: ["read"] });
    const parts = { store: counting, clock: server.clock, stopping: stopping.signal };
    mountRoutes(app, eventRoutes(parts, 1));
    const { port } = await startTestServer(app);

    const first = await get(port);
    first.pause();
    expect((await get(port)).statusCode).toBe(429);
    // What the sockets hold is far less than all of it.
    expect(read).toBeLessThan(30);
    first.destroy();
    const second = await getWhenFree(port);
    second.pause();
    const end = ended(second);
    stopping.abort();
    second.resume();
    expect(await end).toBe("cut");
    expect((await get(port)).statusCode).toBe(503);
  });
});

function get(port: number): Promise<IncomingMessage> {
  return new Promise((resolve, reject) => {
    const sent = request({ port, host: "127.0.0.1", path: "/api/v1/export", agent: false }, (answer) => {
      answer.on("error", () => {});
      resolve(answer);
    });
    sent.on("error", reject);
    sent.end();
  });
}

async function getWhenFree(port: number): Promise<IncomingMessage> {
  for (;;) {
    const answer = await get(port);
    if (answer.statusCode === 200) return answer;
    answer.resume();
  }
}

function ended(answer: IncomingMessage): Promise<"whole" | "cut"> {
  return new Promise((resolve) => {
    answer.on("end", () => resolve(answer.complete ? "whole" : "cut"));
    answer.on("close", () => resolve(answer.complete ? "whole" : "cut"));
  });
}
