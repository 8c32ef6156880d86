import { once } from "node:events";
import { connect } from "node:net";
import { afterEach, describe, expect, it } from "vitest";
import { makeAlert, makeGroup, openAlertStore } from "../../alerts/alert-store.test-support.ts";
import type { AlertStore } from "../../alerts/alert-store.ts";
import { makeDatabaseFolder } from "../../platform/database.test-support.ts";
import { testApp } from "../app.test-support.ts";
import { openConnection, type RawConnection, startTestServer } from "../server.test-support.ts";
import type { FeedLimits } from "./alert-feed.ts";
import { feedRoutes } from "./feed-routes.ts";
import { mountRoutes } from "./mount-routes.ts";

const folder = makeDatabaseFolder();
afterEach(folder.clear);

interface FeedServer {
  readonly alerts: AlertStore;
  readonly port: number;
  readonly stopping: AbortController;
  stop(): Promise<boolean>;
  /** Follows the feed on a connection of its own. */
  follow(query?: string, headers?: string): Promise<RawConnection>;
}

async function startFeed(limits: Partial<FeedLimits> = {}): Promise<FeedServer> {
  const alerts = openAlertStore(folder.open());
  const stopping = new AbortController();
  const { app } = testApp({ permissions: ["read"] });
  mountRoutes(app, feedRoutes({ alerts, stopping: stopping.signal }, limits));
  const server = await startTestServer(app);
  return {
    alerts,
    port: server.port,
    stopping,
    stop: () => server.stop(30_000),
    async follow(query = "", headers = "") {
      const connection = await openConnection(server.port);
      connection.socket.write(
        `GET /api/v1/alerts/feed${query} HTTP/1.1\r\nHost: 127.0.0.1\r\nConnection: close\r\n${headers}\r\n`,
      );
      return connection;
    },
  };
}

/** Events as a client reads them, the places of chunks taken out. */
function eventsOf(text: string): { id: string; event: string; data: { id?: string } }[] {
  return [...text.matchAll(/id: (\d+)\r?\nevent: (\w+)\r?\ndata: (.*)\n/g)].map(
    ([, id = "", event = "", data = ""]) => ({
      id,
      event,
      data: JSON.parse(data),
    }),
  );
}

const seenIn = (text: string): readonly string[] =>
  eventsOf(text)
    .filter(({ event }) => event !== "hello" && event !== "place")
    .map(({ event, data }) => `${event} ${data.id}`);

describe("the live feed", () => {
  it("tells of alerts that come, change and go, with what a list says of them", async () => {
    const { alerts, follow } = await startFeed();
    alerts.add([makeAlert({ id: "before" })]);
    const client = await follow();
    const head = await client.until(/event: hello/);
    expect(head).toMatch(/^HTTP\/1.1 200[\s\S]*content-type: text\/event-stream[\s\S]*retry: \d+\nid: 1\n/i);
    alerts.add([makeAlert({ id: "a1" }), ...makeGroup("g1")]);
    await client.until(/"id":"g1"/);
    alerts.setStatus({ alerts: { ids: ["before"] }, status: "closed", principal: { name: "ann" }, nowMs: 0 });
    await client.until(/event: changed/);
    alerts.withdraw(["a1"], "refuted");
    const text = await client.until(/event: removed\ndata: .*\n\n/);
    expect(seenIn(text)).toEqual(["added a1", "added g1", "changed before", "removed a1"]);
    expect(eventsOf(text).find(({ event }) => event === "changed")?.data).toMatchObject({
      status: "closed",
      status_changed_by: "ann",
      rule_id: "rule-1",
    });
    client.socket.destroy();
  });

  it("goes on behind the last event that a client has seen, and loses nothing", async () => {
    const { alerts, follow } = await startFeed({ feedBatch: 3 });
    const first = await follow();
    await first.until(/hello/);
    alerts.add([makeAlert({ id: "a1" })]);
    const before = eventsOf(await first.until(/"id":"a1".*\n\n/));
    first.socket.destroy();
    await first.closed;
    for (let at = 2; at <= 12; at += 1) alerts.add([makeAlert({ id: `a${at}` })]);
    const again = await follow("", `Last-Event-ID: ${before.at(-1)?.id}\r\n`);
    const missed = await again.until(/"id":"a12".*\n\n/);
    expect(seenIn(missed)).toEqual(Array.from({ length: 11 }, (_, at) => `added a${at + 2}`));
    const byParameter = await follow("?after=10");
    expect(seenIn(await byParameter.until(/"id":"a12".*\n\n/))).toEqual(["added a11", "added a12"]);
    again.socket.destroy();
    byParameter.socket.destroy();
  });

  it("tells who comes from another server to begin anew, and refuses what is no place", async () => {
    const { alerts, follow } = await startFeed();
    alerts.add([makeAlert({ id: "a1" })]);
    const client = await follow("?after=99");
    expect(eventsOf(await client.until(/event: \w+\ndata: .*\n\n/))).toMatchObject([
      { id: "1", event: "reset" },
    ]);
    client.socket.destroy();
    const wrong = await follow("", "Last-Event-ID: a1\r\n");
    expect(await wrong.closed).toMatch(/ 400 [\s\S]*Last-Event-ID is no place/);
  });

  it("tells of building blocks alone, or of all, and goes on past what a client does not want", async () => {
    const { alerts, follow } = await startFeed();
    const all = await follow("?building_blocks=all");
    const only = await follow("?building_blocks=only");
    const hidden = await follow();
    for (const client of [all, only, hidden]) await client.until(/hello/);
    alerts.add(makeGroup("g1"));
    expect(seenIn(await all.until(/"id":"g1-1".*\n\n/))).toEqual(["added g1", "added g1-0", "added g1-1"]);
    expect(seenIn(await only.until(/"id":"g1-1".*\n\n/))).toEqual(["added g1-0", "added g1-1"]);
    await hidden.until(/"id":"g1".*\n\n/);
    alerts.add(makeGroup("g2").slice(1));
    const text = await hidden.until(/event: place.*\n.*\n\n/);
    expect(eventsOf(text).at(-1)).toMatchObject({ id: "5", event: "place" });
    for (const client of [all, only, hidden]) client.socket.destroy();
  });

  it("says that it is alive, and ends after its time", async () => {
    const { follow } = await startFeed({ feedHeartbeatMs: 5, feedMaxMs: 100 });
    const client = await follow();
    expect(await client.closed).toMatch(/: alive\n\n[\s\S]*event: end\ndata: \{"reason":"Come again/);
  });

  it("ends when the server stops, which then need not wait", async () => {
    const { follow, stop, stopping } = await startFeed();
    const clients = await Promise.all([follow(), follow()]);
    for (const client of clients) await client.until(/hello/);
    stopping.abort();
    expect(await stop()).toBe(true);
    for (const client of clients) expect(await client.closed).toContain("The server is shutting down");
  });

  it("has room for so many clients, and again when one goes", async () => {
    const { follow } = await startFeed({ maxFeedClients: 1 });
    const first = await follow();
    await first.until(/hello/);
    const second = await follow();
    expect(await second.closed).toMatch(/ 429 [\s\S]*retry-after: 3[\s\S]*1 clients follow alerts/i);
    first.socket.destroy();
    await first.closed;
    // The server learns of it a little later.
    for (;;) {
      const third = await follow();
      const text = await Promise.race([third.until(/hello/), third.closed]).catch(() => "");
      third.socket.destroy();
      if (text.includes("hello")) break;
    }
  });

  it("cuts a client that takes nothing, and holds little for it", async () => {
    const { alerts, port, follow } = await startFeed({ feedStallMs: 150, maxFeedClients: 1 });
    // Long enough to fill what the system keeps of a connection.
    const filler = "x".repeat(100_000);
    const stalled = connect({ host: "127.0.0.1", port });
    stalled.on("error", () => {});
    await once(stalled, "connect");
    stalled.pause();
    stalled.write("GET /api/v1/alerts/feed?after=0 HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n");
    const closed = once(stalled, "close");
    alerts.add(
      Array.from({ length: 100 }, (_, at) =>
        makeAlert({ id: `a${at}`, more: { "kibana.alert.reason": filler } }),
      ),
    );
    // Its place is free for another client once it is cut.
    for (;;) {
      const other = await follow();
      const text = await Promise.race([other.until(/hello/), other.closed]).catch(() => "");
      other.socket.destroy();
      if (text.includes("hello")) break;
    }
    stalled.resume();
    await closed;
  });
});
