import { readFileSync } from "node:fs";
import { type Alert, parseRule, prepareRule, ruleParameters } from "@eqlite/core/detect";
import { builtInCatalogue, type JsonObject, type JsonValue } from "@eqlite/core/events";
import { createAlertStore } from "../../alerts/alert-store.ts";
import type { DetectionRule } from "../../detection/detection-rule.ts";
import { createExceptionStore } from "../../exceptions/exception-store.ts";
import { createExecutionStore } from "../../executions/execution-store.ts";
import type { Database } from "../../platform/database.ts";
import { parseRuleFile } from "../../rules/parse-rule-file.ts";
import { createRuleStore } from "../../rules/rule-store.ts";
import type { StoredRule } from "../../rules/stored-rule.ts";
import { executeRules } from "../../scheduler/execute-rules.ts";
import { createAlertSource } from "../../search/alert-source.ts";
import { createSearchTurns } from "../../search/search-turns.ts";
import { createMemoryEventStore } from "../../stores/memory-event-store.test-support.ts";
import { testApp } from "../app.test-support.ts";
import type { BodyReaderOptions } from "../read-body.ts";
import type { Permission } from "../server-env.ts";
import { addKibanaRoutes } from "./add-kibana-routes.ts";
import { addDryRunRoute } from "./exceptions/dry-run-route.ts";
import type { KibanaDependencies } from "./kibana-dependencies.ts";

export const startMs = Date.UTC(2026, 0, 5, 12);

export interface KibanaAnswerRead {
  readonly status: number;
  readonly headers: Headers;
  readonly text: string;
  // biome-ignore lint/suspicious/noExplicitAny: answers are looked at member by member
  readonly json: any;
}

export interface KibanaServer extends KibanaDependencies {
  readonly clock: { nowMs(): number };
  advance(ms: number): void;
  /** Sends JSON, or a file as `file` of a form. */
  send(
    method: string,
    path: string,
    body?: JsonValue | { readonly file: string; readonly name?: string } | FormData,
    headers?: Readonly<Record<string, string>>,
  ): Promise<KibanaAnswerRead>;
  /** Runs a rule over events and stores its alerts. */
  raise(rule: JsonObject, events: readonly JsonObject[]): Promise<readonly Alert[]>;
}

export interface KibanaServerOptions
  extends Partial<Pick<KibanaDependencies, "runManually" | "fillGaps" | "previewRule">> {
  readonly permissions?: readonly Permission[];
  readonly bodies?: Partial<BodyReaderOptions>;
}

/** The real routes over real stores. */
export function kibanaServer(database: Database, options: KibanaServerOptions = {}): KibanaServer {
  const { permissions = ["read", "triage", "manage-rules"], bodies, ...injected } = options;
  let nowMs = startMs;
  let ids = 0;
  const clock = { nowMs: () => nowMs };
  const catalogue = builtInCatalogue();
  const alerts = createAlertStore(database, clock);
  const dependencies: KibanaDependencies = {
    database,
    alerts,
    rules: createRuleStore(database),
    exceptions: createExceptionStore(database),
    executions: createExecutionStore(database),
    alertSource: createAlertSource(alerts, catalogue),
    catalogue,
    clock,
    makeId: () => {
      ids += 1;
      return `00000000-0000-4000-8000-${String(ids).padStart(12, "0")}`;
    },
    turns: createSearchTurns(),
    monotonicMs: () => performance.now(),
    ...injected,
  };
  const { app, logged } = testApp({
    permissions,
    bodies: { maxBytes: 32 * 1024 * 1024, maxHeldBytes: 64 * 1024 * 1024, ...bodies },
  });
  addKibanaRoutes(app, dependencies);
  addDryRunRoute(app, dependencies);

  return {
    ...dependencies,
    clock,
    advance: (ms) => {
      nowMs += ms;
    },
    async send(method, path, body, headers = {}) {
      const response = await app.request(path, { method, ...requestBody(body, headers) });
      const text = await response.text();
      const bug = logged().find(({ msg }) => msg === "a bug");
      if (bug !== undefined) throw new Error(JSON.stringify(bug));
      return { status: response.status, headers: response.headers, text, json: parsedOrUndefined(text) };
    },
    raise: (rule, events) => raiseAlerts(dependencies, rule, events, nowMs),
  };
}

function requestBody(
  body: Parameters<KibanaServer["send"]>[2],
  headers: Readonly<Record<string, string>>,
): RequestInit {
  if (body === undefined) return { headers: { ...headers } };
  if (body instanceof FormData) return { body, headers: { ...headers } };
  if (typeof body === "object" && body !== null && "file" in body && typeof body.file === "string") {
    const form = new FormData();
    form.set("file", new Blob([body.file]), typeof body.name === "string" ? body.name : "rules.ndjson");
    return { body: form, headers: { ...headers } };
  }
  const text = typeof body === "string" ? body : JSON.stringify(body);
  return { body: text, headers: { "content-type": "application/json", ...headers } };
}

function parsedOrUndefined(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** The lines of a download. */
export function ndjson(text: string): readonly JsonObject[] {
  return text
    .split("\n")
    .filter((line) => line !== "")
    .map((line) => JSON.parse(line) as JsonObject);
}

const dataStream = "logs-endpoint.events.process-default";

async function raiseAlerts(
  { alerts, catalogue }: KibanaDependencies,
  body: JsonObject,
  events: readonly JsonObject[],
  nowMs: number,
): Promise<readonly Alert[]> {
  const rule = parseRule(body, { locate: () => ({ from: 0, to: 0 }), ruleIdIfAbsent: "r" });
  if (!rule.ok) throw new Error(JSON.stringify(rule.diagnostics));
  const query = prepareRule(rule.value, catalogue, nowMs);
  if (!query.ok) throw new Error(JSON.stringify(query.diagnostics));
  const store = createMemoryEventStore();
  const lines = events.map(
    (event) => `${JSON.stringify({ "event.ingested": new Date(nowMs).toISOString(), ...event })}\n`,
  );
  await store.append(
    [{ dataStream, lines: new TextEncoder().encode(lines.join("")), count: events.length, ids: new Map() }],
    nowMs,
  );
  const detection: DetectionRule = {
    id: "rule-uuid",
    rule: rule.value,
    query: query.value,
    index: undefined,
    installed: { id: "rule-uuid" },
  };
  const execution = { uuid: "e", type: "scheduled" as const, startedMs: nowMs, createdMs: nowMs };
  const raised: Alert[] = [];
  await executeRules([{ rule: detection, window: {}, maxAlerts: undefined, execution }], {
    store,
    catalogue,
    signal: new AbortController().signal,
    // What the rule finds is to be known, whether or not it is stored.
    isKnown: () => false,
    raise: (_, found) => {
      for (const alert of found) {
        raised.push(alert);
        const documents = [alert.document, ...alert.buildingBlocks];
        alerts.add(
          documents.map((document) => ({
            id: String(document["kibana.alert.uuid"]),
            document: { ...document, "@timestamp": new Date(nowMs).toISOString() },
            origin: "scheduled",
          })),
        );
      }
      return found.length;
    },
  });
  return raised;
}

/** A rule that is run. */
export function eqlRule(more: JsonObject = {}): JsonObject {
  return {
    rule_id: "r1",
    name: "Script host starts a shell",
    description: "A script host has started a shell.",
    type: "eql",
    language: "eql",
    query: 'process where process.name == "wscript.exe"',
    index: ["logs-*"],
    severity: "high",
    risk_score: 73,
    tags: ["OS: Windows", "Tactic: Execution"],
    ...more,
  };
}

const bundledPath = "../../../../../rules/remote-execution-via-file-shares.toml";

/** Stores the rule that comes with the program, as its start does. */
export function addBundledRule({ rules, clock }: KibanaServer): StoredRule {
  const text = readFileSync(new URL(bundledPath, import.meta.url), "utf8");
  const [loaded] = parseRuleFile({ name: "bundled.toml", text })?.rules ?? [];
  if (loaded === undefined) throw new Error("the rule of the program cannot be read");
  const parameters = ruleParameters(loaded.rule);
  rules.syncFileRules(
    [{ kind: "bundled", path: "bundled.toml", contentHash: "1", parameters }],
    clock.nowMs(),
  );
  const [rule] = rules.all();
  if (rule === undefined) throw new Error("the rule of the program is not stored");
  return rule;
}
