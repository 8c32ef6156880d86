import type { JsonObject, JsonValue } from "@eqlite/core/events";
import { beforeAll, describe, expect, it } from "vitest";
import { processLimits } from "../../processes/process-limits.ts";
import { isoAt, nowMs, openSharedV1, openV1, type V1Server } from "./v1-server.test-support.ts";

let server: V1Server;
beforeAll(async () => {
  server = await openSharedV1();
  await server.store([
    start("explorer", undefined, 0, { user: { name: "ann", domain: "ACME" } }),
    start("cmd", "explorer", 10),
    start("tool", "cmd", 20, {
      code_signature: { exists: true, trusted: false, subject_name: "Nobody" },
      hash: { sha256: "ab" },
    }),
    start("child-1", "tool", 30),
    start("child-2", "tool", 40),
    start("grandchild", "child-1", 50),
    start("sibling", "cmd", 60),
    event("tool", 25, "file", "creation"),
    event("tool", 26, "file", "creation"),
    event("tool", 27, "registry", "change"),
    event("tool", 28, "network", "connection", { dns: { question: { name: "evil.example" } } }),
    event("tool", 29, "network", "connection"),
    event("tool", 70, "process", "end"),
  ]);
  // The same program on another host, earlier.
  await server.store([
    { ...start("tool-b", "cmd-b", -100_000, { hash: { sha256: "ab" } }), host: { id: "h2", name: "WS-2" } },
  ]);
});

function start(id: string, parent: string | undefined, ms: number, more: JsonObject = {}): JsonObject {
  const { user, ...process } = more;
  return {
    "@timestamp": isoAt(nowMs + ms),
    host: { id: "h1", name: "WS-1" },
    event: { category: ["process"], type: ["start"] },
    ...(user === undefined ? {} : { user }),
    process: {
      entity_id: id,
      name: `${id}.exe`,
      executable: `C:\\${id}.exe`,
      command_line: `${id} /run`,
      ...(parent === undefined ? {} : { parent: { entity_id: parent, name: `${parent}.exe` } }),
      ...process,
    },
  };
}

function event(id: string, ms: number, category: string, type: string, more: JsonObject = {}): JsonObject {
  return {
    "@timestamp": isoAt(nowMs + ms),
    host: { id: "h1", name: "WS-1" },
    event: { category: [category], type: [type] },
    process: { entity_id: id },
    ...more,
  };
}

const listed = (answer: JsonObject): readonly JsonValue[][] =>
  (answer["processes"] as readonly JsonObject[]).map(({ id, parent_id, relation }) => [
    id ?? null,
    parent_id ?? null,
    relation ?? null,
  ]);
const processOf = (answer: JsonObject, id: string): JsonObject | undefined =>
  (answer["processes"] as readonly JsonObject[]).find((one) => one["id"] === id);

describe("the tree of a process", () => {
  it("has parents up to the first and children down to the last, each behind its parent", async () => {
    const answer = await server.ok("GET", "/api/v1/process-tree?entity=tool&host=h1");
    expect(listed(answer)).toEqual([
      ["explorer", null, "ancestor"],
      ["cmd", "explorer", "ancestor"],
      ["tool", "cmd", "subject"],
      ["child-1", "tool", "descendant"],
      ["child-2", "tool", "descendant"],
      ["grandchild", "child-1", "descendant"],
    ]);
    expect([answer["subject"], answer["is_cut"], answer["is_partial"]]).toEqual(["tool", false, false]);
    expect(processOf(answer, "tool")).toMatchObject({
      name: "tool.exe",
      executable: "C:\\tool.exe",
      command_line: "tool /run",
      is_seen: true,
      is_signed: true,
      is_trusted: false,
      signer: "Nobody",
      sha256: "ab",
      host_name: "WS-1",
      started_at: isoAt(nowMs + 20),
      ended_at: isoAt(nowMs + 70),
      kinds: { process: 2, file: 2, registry: 1, dns: 1, network: 1 },
      children: 2,
    });
    expect(processOf(answer, "cmd")).toMatchObject({ children: 2, kinds: { process: 1 } });
    expect(processOf(answer, "explorer")).toMatchObject({ user: "ACME\\ann", ended_at: null });
  });

  it("goes as far as it is asked to", async () => {
    const path = "/api/v1/process-tree?entity=tool";
    const near = await server.ok("GET", `${path}&ancestors=1&depth=1`);
    expect(listed(near).map(([id]) => id)).toEqual(["cmd", "tool", "child-1", "child-2"]);
    const few = await server.ok("GET", `${path}&ancestors=0&most=2`);
    expect([listed(few).map(([id]) => id), few["is_cut"]]).toEqual([["tool", "child-1"], true]);
    const early = await server.ok("GET", `${path}&ancestors=0&to=${isoAt(nowMs + 35)}`);
    expect(listed(early).map(([id]) => id)).toEqual(["tool", "child-1"]);
  });

  it("tells what a child says of a parent that is not stored", async () => {
    const answer = await server.ok("GET", "/api/v1/process-tree?entity=tool-b&host=WS-2");
    expect(listed(answer)).toEqual([
      ["cmd-b", null, "ancestor"],
      ["tool-b", "cmd-b", "subject"],
    ]);
    expect(processOf(answer, "cmd-b")).toMatchObject({ name: "cmd-b.exe", is_seen: false });
    const parent = await server.ok("GET", "/api/v1/process-tree?entity=cmd-b");
    expect(listed(parent).map(([id]) => id)).toEqual(["cmd-b", "tool-b"]);
  });

  it("has nothing of a process that nobody knows, or that ran elsewhere", async () => {
    for (const query of ["entity=nobody", "entity=tool&host=h2"]) {
      const answer = await server.ok("GET", `/api/v1/process-tree?${query}`);
      expect([answer["subject"], answer["processes"]]).toEqual([null, []]);
    }
  });

  it("ends where events make a circle", async () => {
    const own = await openV1();
    await own.store([start("a", "b", 0), start("b", "a", 1)]);
    const answer = await own.ok("GET", "/api/v1/process-tree?entity=a");
    expect(listed(answer).map(([id]) => id)).toEqual(["b", "a"]);
  });

  it("is put together by process id where sensors give no entity id", async () => {
    const own = await openV1();
    const byPid = (pid: number, parent: number, ms: number, type = "start"): JsonObject => ({
      "@timestamp": isoAt(nowMs + ms),
      host: { id: "h1", name: "WS-1" },
      event: { category: ["process"], type: [type], code: "4688" },
      process: { pid, name: `p${pid}.exe`, parent: { pid: parent, name: `p${parent}.exe` } },
    });
    await own.store([
      byPid(10, 1, 0),
      byPid(20, 10, 1_000),
      byPid(20, 10, 2_000, "end"),
      // The pid is given again, to a process of another parent.
      byPid(11, 1, 3_000),
      byPid(20, 11, 4_000),
      byPid(30, 20, 5_000),
    ]);
    const tree = (atMs: number) =>
      own.ok("GET", `/api/v1/process-tree?host=WS-1&pid=20&at=${isoAt(nowMs + atMs)}&from=now-1d`);
    const names = (answer: JsonObject) =>
      (answer["processes"] as readonly JsonObject[]).map(({ name, relation }) => `${relation} ${name}`);
    expect(names(await tree(1_500))).toEqual(["ancestor p1.exe", "ancestor p10.exe", "subject p20.exe"]);
    const second = await tree(60_000);
    expect(names(second)).toEqual([
      "ancestor p1.exe",
      "ancestor p11.exe",
      "subject p20.exe",
      "descendant p30.exe",
    ]);
    expect(second["subject"]).toBe(`pid:20@${nowMs + 4_000}`);
    // Sysmon told of the same start: its tree leads further.
    await own.store([
      {
        ...start("e20", "e11", 4_100),
        process: {
          entity_id: "e20",
          pid: 20,
          name: "p20.exe",
          parent: { entity_id: "e11", name: "p11.exe" },
        },
      },
    ]);
    expect((await tree(60_000))["subject"]).toBe("e20");
  });

  it("knows processes to which Sysmon gave two ids", async () => {
    const own = await openV1();
    const guid = (second: string, token: string): string => `{e2c04bb9-${second}-60c4-${token}-000000000300}`;
    const started = (
      pid: number,
      id: string,
      parent: { pid: number; id: string },
      ms: number,
    ): JsonObject => ({
      ...start(id, parent.id, ms),
      process: { entity_id: id, pid, name: `p${pid}.exe`, parent: { entity_id: parent.id, pid: parent.pid } },
    });
    await own.store([
      started(10, guid("0001", "aaaa"), { pid: 1, id: guid("0000", "cccc") }, 0),
      started(20, guid("0002", "aaaa"), { pid: 10, id: guid("0001", "bbbb") }, 2_000),
      started(30, guid("0003", "aaaa"), { pid: 20, id: guid("0002", "bbbb") }, 3_000),
      // Another process of the same pid in another second is another process.
      started(40, guid("0004", "aaaa"), { pid: 20, id: guid("0009", "bbbb") }, 4_000),
      {
        ...event(guid("0002", "bbbb"), 2_500, "file", "creation"),
        process: { entity_id: guid("0002", "bbbb"), pid: 20 },
      },
    ]);
    const answer = await own.ok(
      "GET",
      `/api/v1/process-tree?entity=${encodeURIComponent(guid("0002", "aaaa"))}`,
    );
    const names = (answer["processes"] as readonly JsonObject[]).map(
      ({ name, relation }) => `${relation} ${name}`,
    );
    expect(names).toEqual(["ancestor null", "ancestor p10.exe", "subject p20.exe", "descendant p30.exe"]);
    expect(processOf(answer, guid("0002", "aaaa"))).toMatchObject({
      entity_ids: [guid("0002", "aaaa"), guid("0002", "bbbb")],
      kinds: { process: 1, file: 1 },
      children: 1,
      parent_id: guid("0001", "aaaa"),
    });
    // The other id leads to the same process.
    const byOther = await own.ok(
      "GET",
      `/api/v1/process-tree?entity=${encodeURIComponent(guid("0002", "bbbb"))}`,
    );
    expect(byOther["subject"]).toBe(guid("0002", "aaaa"));
  });

  it("refuses what names no process", async () => {
    expect((await server.refusal("GET", "/api/v1/process-tree")).message).toMatch(/either entity, or pid/);
    expect((await server.refusal("GET", "/api/v1/process-tree?pid=1")).message).toMatch(/send host and at/);
    const deep = `/api/v1/process-tree?entity=tool&depth=${processLimits.maxDepth + 1}`;
    expect((await server.refusal("GET", deep)).status).toBe(400);
    await server.ok("GET", `/api/v1/process-tree?entity=tool&depth=${processLimits.maxDepth}`);
  });
});

describe("prevalence", () => {
  it("says on how many hosts values were seen, and since when", async () => {
    const answer = await server.ok("POST", "/api/v1/prevalence", {
      values: [
        { field: "process.hash.sha256", value: "ab" },
        { field: "process.name", value: "cmd.exe" },
        { field: "process.hash.sha256", value: "ff" },
      ],
    });
    expect(answer["values"]).toEqual([
      {
        field: "process.hash.sha256",
        value: "ab",
        hosts: 2,
        host_names: expect.arrayContaining(["WS-1", "WS-2"]),
        events: 2,
        first_seen: isoAt(nowMs - 100_000),
        last_seen: isoAt(nowMs + 20),
        is_at_least: false,
      },
      expect.objectContaining({ value: "cmd.exe", hosts: 1, host_names: ["WS-1"], events: 1 }),
      expect.objectContaining({ value: "ff", hosts: 0, host_names: [], events: 0, first_seen: null }),
    ]);
    const late = await server.ok("POST", "/api/v1/prevalence", {
      values: [{ field: "process.hash.sha256", value: "ab" }],
      from: isoAt(nowMs),
    });
    expect(late["values"]).toMatchObject([{ hosts: 1, host_names: ["WS-1"] }]);
  });

  it("counts what is common up to a bound, and still says since when", async () => {
    const { commonHosts, maxPrevalenceBlocks } = processLimits;
    const blocks = maxPrevalenceBlocks + 8;
    for (let at = 0; at < blocks; at += 1) {
      await server.store([
        {
          "@timestamp": isoAt(nowMs + at * 1_000),
          host: { id: `c${at}`, name: `C-${at}` },
          process: { name: "common.exe", executable: "C:\\common.exe" },
          source: { ip: at === 3 ? "2001:DB8:0::7" : "10.0.0.1" },
        },
      ]);
    }
    const answer = await server.ok("POST", "/api/v1/prevalence", {
      values: [
        { field: "process.name", value: "common.exe" },
        { field: "source.ip", value: "2001:db8::7" },
      ],
    });
    expect(answer).toMatchObject({
      is_partial: false,
      values: [
        { is_at_least: true, first_seen: isoAt(nowMs), last_seen: isoAt(nowMs + (blocks - 1) * 1_000) },
        { hosts: 1, host_names: ["C-3"], events: 1, is_at_least: false, first_seen: isoAt(nowMs + 3_000) },
      ],
    });
    const [common] = answer["values"] as readonly JsonObject[];
    expect(common?.["hosts"]).toBeGreaterThanOrEqual(commonHosts);
    expect(common?.["hosts"]).toBeLessThan(blocks);
  });

  it("asks only of fields with filters, and of so many values at once", async () => {
    const of = (field: string, count = 1): JsonObject => ({
      values: Array.from({ length: count }, (_, at) => ({ field, value: `v${at}` })),
    });
    const refused = await server.refusal("POST", "/api/v1/prevalence", of("process.command_line"));
    expect(refused.message).toMatch(/none of those that values are looked up in/);
    await server.ok("POST", "/api/v1/prevalence", of("file.name", processLimits.maxPrevalenceValues));
    const many = of("file.name", processLimits.maxPrevalenceValues + 1);
    expect((await server.refusal("POST", "/api/v1/prevalence", many)).status).toBe(400);
  });
});
