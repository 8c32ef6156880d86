import { randomBytes } from "node:crypto";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setImmediate as turn } from "node:timers/promises";
import {
  builtInCatalogue,
  isJsonObject,
  type JsonObject,
  type JsonValue,
  parseJson,
} from "@eqlite/core/events";
import type { Hono } from "hono";
import { afterAll, afterEach, expect } from "vitest";
import { webApplication } from "../../cli/assets.ts";
import { loadConfig } from "../../config/load-config.ts";
import type { ServerConfig } from "../../config/settings.ts";
import { createIngest, type Ingest } from "../../ingest/ingest.ts";
import { silentLog } from "../../platform/log.ts";
import { createMetrics } from "../../platform/metrics.ts";
import {
  basic,
  password,
  quickHashCost,
  type TestClock,
  testClock,
} from "../../security/security.test-support.ts";
import { createSecurity, type Security } from "../../security/security.ts";
import { buildApp } from "../../serve/build-app.ts";
import { openData, type ServerData } from "../../serve/open-data.ts";
import { addServerMetrics, countExecutions } from "../../serve/server-metrics.ts";
import { type ServerDetection, startDetection } from "../../serve/start-detection.ts";
import { followRuleFiles } from "../../serve/sync-rules.ts";
import { openPageFiles } from "../pages/page-files.ts";
import type { ServerEnv } from "../server-env.ts";
import { schemaProblems } from "./check-schema.test-support.ts";

/** When everything happens in tests. */
export const nowMs = Date.UTC(2026, 0, 5, 12);
export const isoAt = (ms: number): string => new Date(ms).toISOString();

export interface Answered {
  readonly status: number;
  readonly body: JsonValue;
  readonly headers: Headers;
}

export interface V1Server {
  readonly app: Hono<ServerEnv>;
  readonly data: ServerData;
  readonly detection: ServerDetection;
  readonly ingest: Ingest;
  readonly security: Security;
  readonly clock: TestClock;
  readonly folder: string;
  readonly config: ServerConfig;
  readonly stopping: AbortController;
  readonly document: JsonObject;
  /** Sends a request; a JSON answer is held against the schema that the document has for it. As ada, an administrator. */
  send(method: string, path: string, body?: unknown, user?: string): Promise<Answered>;
  /** The answer's body, which has to be a success. */
  ok(method: string, path: string, body?: unknown): Promise<JsonObject>;
  /** What it is refused with. */
  refusal(
    method: string,
    path: string,
    body?: unknown,
    user?: string,
  ): Promise<{ status: number; code: string; message: string }>;
  /** Stores events of one data stream, and waits until live detection has judged them. */
  store(events: readonly JsonObject[], dataStream?: string): Promise<void>;
}

type Closing = (() => Promise<void>)[];

const ofTest: Closing = [];
const ofFile: Closing = [];

async function closeAll(opened: Closing): Promise<void> {
  for (const close of opened.splice(0).toReversed()) await close();
}

afterEach(() => closeAll(ofTest));
afterAll(() => closeAll(ofFile));

/** The whole server without a socket, in a folder that goes with the test: users ada (admin), ann (analyst), vic (viewer). */
export async function openV1(flags: Readonly<Record<string, JsonValue>> = {}): Promise<V1Server> {
  return await open(flags, ofTest);
}

/** The same for all tests of a file, which leave it as it is. */
export async function openSharedV1(flags: Readonly<Record<string, JsonValue>> = {}): Promise<V1Server> {
  return await open(flags, ofFile);
}

async function open(flags: Readonly<Record<string, JsonValue>>, opened: Closing): Promise<V1Server> {
  const folder = mkdtempSync(join(tmpdir(), "eqlite-v1-"));
  opened.push(async () => rmSync(folder, { recursive: true, force: true }));
  const loaded = loadConfig({
    flags: { data: folder, scheduled: false, ...flags },
    env: {},
    currentFolder: folder,
    readFile: () => undefined,
  });
  if (!loaded.ok) throw new Error(JSON.stringify(loaded.problems));
  const { config } = loaded;
  const clock = testClock();
  clock.ms = nowMs;
  const log = silentLog;
  const data = await openData(folder, clock, log);
  opened.push(() => data.close());
  const catalogue = builtInCatalogue();
  const metrics = createMetrics({ process: false });
  const security = createSecurity({
    database: data.database,
    config,
    clock,
    random: randomBytes,
    hashCost: quickHashCost,
  });
  for (const [name, role] of [
    ["ada", "admin"],
    ["ann", "analyst"],
    ["vic", "viewer"],
  ] as const) {
    await security.users.create({ name, role, password, mustChangePassword: false }, clock.ms);
  }
  const ruleFiles =
    config.rules.length === 0
      ? { sync: async () => {}, stop() {} }
      : await followRuleFiles({ paths: config.rules, rules: data.rules, clock, log });
  opened.push(async () => ruleFiles.stop());
  const onFinished = countExecutions(metrics, data.executions);
  const detection = startDetection({ data, config, catalogue, clock, elapsed: clock, log, onFinished });
  opened.push(() => detection.stop());
  const ingest = createIngest({
    store: data.store,
    clock,
    catalogue,
    idSeed: [1, 2],
    turn: async () => {
      await turn();
    },
    limits: { misfitSampling: 1 },
  });
  addServerMetrics({ metrics, store: data.store, ingest, alerts: data.alerts, live: detection.live });
  const stopping = new AbortController();
  const app = buildApp({
    config,
    data,
    detection,
    ingest,
    security,
    identity: { nodeName: "test", clusterName: "eqlite", clusterUuid: "AAAAAAAAAAAAAAAAAAAAAA" },
    catalogue,
    checks: [],
    clock,
    log,
    metrics,
    ruleFiles,
    stopping: stopping.signal,
    version: "1.2.3",
    startedMs: nowMs,
    pages: openPageFiles(webApplication()),
  });
  opened.push(async () => stopping.abort());
  const documentAnswer = await app.request("/api/v1/openapi.json", { headers: basic("ada") });
  const document = (await documentAnswer.json()) as JsonObject;

  const send: V1Server["send"] = async (method, path, body, user = "ada") => {
    const answer = await app.request(path, {
      method,
      headers: basic(user),
      ...(body === undefined ? {} : { body: typeof body === "string" ? body : JSON.stringify(body) }),
    });
    const text = await answer.text();
    const isJson = answer.headers.get("content-type")?.startsWith("application/json") ?? false;
    const parsed = isJson ? parseJson(text) : undefined;
    const value = parsed?.ok ? parsed.value : text;
    expect(problemsOf(document, method, path, answer.status, isJson ? value : undefined)).toEqual([]);
    return { status: answer.status, body: value, headers: answer.headers };
  };
  return {
    app,
    data,
    detection,
    ingest,
    security,
    clock,
    folder,
    config,
    stopping,
    document,
    send,
    async ok(method, path, body) {
      const answer = await send(method, path, body);
      expect(answer.status, JSON.stringify(answer.body)).toBeLessThan(300);
      return isJsonObject(answer.body) ? answer.body : {};
    },
    async refusal(method, path, body, user) {
      const answer = await send(method, path, body, user);
      const { error } = answer.body as { error: { code: string; message: string } };
      return { status: answer.status, ...error };
    },
    async store(events, dataStream = "logs-test-default") {
      const action = JSON.stringify({ create: { _index: dataStream } });
      const lines = events.map((event) => `${action}\n${JSON.stringify(event)}\n`).join("");
      const answer = await ingest.bulk(Buffer.from(lines));
      expect(answer.hasErrors).toBe(false);
      await detection.live?.caughtUp();
    },
  };
}

/** What the document says against an answer. */
function problemsOf(
  document: JsonObject,
  method: string,
  path: string,
  status: number,
  body: JsonValue | undefined,
): readonly string[] {
  const operation = operationOf(document, method, path);
  if (operation === undefined) return [`the document has no ${method} ${path}`];
  const response = (operation["responses"] as JsonObject)[String(status)] as JsonObject | undefined;
  if (response === undefined)
    return [`${method} ${path}: the document has no answer ${status}: ${JSON.stringify(body)}`];
  const json = (response["content"] as JsonObject | undefined)?.["application/json"] as
    | JsonObject
    | undefined;
  if (json === undefined) return body === undefined ? [] : ["the document has no JSON for this answer"];
  if (body === undefined) return ["the answer is no JSON"];
  return schemaProblems(body, json["schema"] as JsonObject, document);
}

/** The operation of a request; paths without parameters come before those with some. */
export function operationOf(document: JsonObject, method: string, path: string): JsonObject | undefined {
  const plain = path.split("?")[0] ?? "";
  const paths = Object.keys(document["paths"] as JsonObject).toSorted(
    (left, right) => left.split("{").length - right.split("{").length,
  );
  const template = paths.find((one) =>
    new RegExp(`^${one.replaceAll(/\{\w+\}/g, "[^/]+").replaceAll(".", "\\.")}$`).test(plain),
  );
  const methods = template === undefined ? undefined : (document["paths"] as JsonObject)[template];
  return (methods as JsonObject | undefined)?.[method.toLowerCase()] as JsonObject | undefined;
}

/** A process that was started. */
export function processEvent(name: string, more: JsonObject = {}, atMs = nowMs - 60_000): JsonObject {
  return {
    "@timestamp": isoAt(atMs),
    event: { category: ["process"], type: ["start"] },
    host: { name: "WS-17", id: "h-17" },
    user: { name: "alice" },
    process: { name, pid: 4100 },
    ...more,
  };
}

/** A rule in the API's form. */
export function rule(ruleId: string, more: JsonObject = {}): JsonObject {
  return {
    rule_id: ruleId,
    name: `Name of ${ruleId}`,
    description: "A test.",
    type: "eql",
    language: "eql",
    query: 'process where process.name == "mshta.exe"',
    index: ["logs-*"],
    severity: "high",
    risk_score: 73,
    interval: "5m",
    from: "now-10m",
    enabled: true,
    threat: [
      {
        framework: "MITRE ATT&CK",
        tactic: {
          id: "TA0005",
          name: "Defense Evasion",
          reference: "https://attack.mitre.org/tactics/TA0005/",
        },
        technique: [
          {
            id: "T1218",
            name: "System Binary Proxy Execution",
            reference: "https://attack.mitre.org/techniques/T1218/",
          },
        ],
      },
    ],
    ...more,
  };
}

export const sequenceRule = (ruleId: string): JsonObject =>
  rule(ruleId, {
    query:
      'sequence by host.name with maxspan=1m [process where process.name == "cmd.exe"] [process where process.name == "whoami.exe"]',
    severity: "low",
    risk_score: 21,
  });

export function addRule({ data, clock }: Pick<V1Server, "data" | "clock">, parameters: JsonObject): void {
  data.rules.create({
    id: `00000000-0000-4000-8000-${String(data.rules.all().length).padStart(12, "0")}`,
    parameters,
    principal: { name: "test" },
    nowMs: clock.ms,
  });
}
