import { isJsonObject, type JsonObject, type JsonValue } from "@eqlite/core/events";
import type { Context, Hono } from "hono";
import { OperationalError } from "../../platform/operational-error.ts";
import type { EventStore } from "../../stores/event-store.ts";
import { readJsonBody } from "../read-body.ts";
import { requirePermission, type ServerEnv } from "../server-env.ts";
import { type ClusterIdentity, clusterInfo, spokenVersion } from "./cluster-identity.ts";
import { handshakeLimits } from "./handshake-limits.ts";
import {
  createRememberedSettings,
  namesTest,
  type RememberedSettings,
  type SettingKind,
} from "./remembered-settings.ts";

export interface HandshakeRoutesDependencies {
  readonly identity: ClusterIdentity;
  readonly store: Pick<EventStore, "dataStreams">;
}

type HandshakeContext = Context<ServerEnv>;

/**
 * What shippers ask and set up before they send events; docs/guide/shippers-handshake.md lists who asks what. Each answer says
 * what is true of this server as far as the client's next step depends on it. Templates, policies and pipelines are
 * remembered and found again, but change nothing: fields have the types of the catalogue.
 */
export function addHandshakeRoutes(app: Hono<ServerEnv>, dependencies: HandshakeRoutesDependencies): void {
  const settings = createRememberedSettings();
  addClusterRoutes(app, dependencies);
  addSettingRoutes(app, settings);
  addIndexRoutes(app, dependencies, settings);
}

function addClusterRoutes(app: Hono<ServerEnv>, { identity }: HandshakeRoutesDependencies): void {
  app.get("/", (context) => context.json(clusterInfo(identity, context.req.header("user-agent"))));
  app.get("/_license", (context) => context.json({ license: licenseOf(identity) }));
  app.get("/_xpack", (context) =>
    context.json({ build: { hash: "", date: "" }, license: licenseOf(identity), features, tagline: "" }),
  );
  for (const path of ["/_cluster/health", "/_cluster/health/:index"]) {
    app.get(path, (context) => context.json(clusterHealth(identity)));
  }
  app.get("/_cluster/settings", (context) => context.json({ persistent: {}, transient: {}, defaults: {} }));
  for (const path of ["/_nodes", "/_nodes/:first", "/_nodes/:first/:second"]) {
    app.get(path, (context) => context.json(nodes(identity, context)));
  }
  app.get("/_cat/health", (context) =>
    context.req.query("format") === "json"
      ? context.json([{ cluster: identity.clusterName, status: "green", "node.total": "1" }])
      : context.text(`${identity.clusterName} green 1 1 0 0 0 0 0 0 - 100.0%\n`),
  );
  app.get("/_ilm/status", (context) => context.json({ operation_mode: "RUNNING" }));
  app.get("/_security/_authenticate", (context) => {
    const { name, kind, permissions } = context.get("principal");
    const realm = kind === "api-key" ? "_es_api_key" : "eqlite";
    return context.json({
      username: name,
      roles: [...permissions],
      full_name: null,
      email: null,
      metadata: {},
      enabled: true,
      authentication_realm: { name: realm, type: realm },
      lookup_realm: { name: realm, type: realm },
      authentication_type: kind === "api-key" ? "api_key" : "realm",
    });
  });
}

function licenseOf({ clusterUuid }: ClusterIdentity): JsonObject {
  return {
    status: "active",
    uid: clusterUuid,
    type: "basic",
    issue_date: "2025-01-01T00:00:00.000Z",
    issue_date_in_millis: 1_735_689_600_000,
    max_nodes: 1000,
    issued_to: "eqlite",
    issuer: "eqlite",
    start_date_in_millis: -1,
  };
}

/** Monitoring is off, so that Beats do not send their own figures; templates and policies are accepted. */
const features: JsonObject = {
  ilm: { available: true, enabled: true },
  monitoring: { available: true, enabled: false },
  security: { available: true, enabled: true },
  data_streams: { available: true, enabled: true },
};

function clusterHealth({ clusterName }: ClusterIdentity): JsonObject {
  return {
    cluster_name: clusterName,
    status: "green",
    timed_out: false,
    number_of_nodes: 1,
    number_of_data_nodes: 1,
    active_primary_shards: 1,
    active_shards: 1,
    relocating_shards: 0,
    initializing_shards: 0,
    unassigned_shards: 0,
    delayed_unassigned_shards: 0,
    number_of_pending_tasks: 0,
    number_of_in_flight_fetch: 0,
    task_max_waiting_in_queue_millis: 0,
    active_shards_percent_as_number: 100,
  };
}

/** Clients that look for other nodes are told of this one under the address that they came to. */
function nodes(
  { nodeName, clusterName, clusterUuid }: ClusterIdentity,
  context: HandshakeContext,
): JsonObject {
  const address = context.req.header("host") ?? new URL(context.req.url).host;
  return {
    _nodes: { total: 1, successful: 1, failed: 0 },
    cluster_name: clusterName,
    nodes: {
      [clusterUuid]: {
        name: nodeName,
        version: spokenVersion,
        build_flavor: "default",
        roles: ["data", "data_content", "data_hot", "ingest", "master"],
        http: {
          bound_address: [address],
          publish_address: address,
          max_content_length_in_bytes: 104_857_600,
        },
        // Beats look here for what their pipelines need.
        ingest: {
          processors: ["append", "convert", "date", "geoip", "grok", "rename", "set", "user_agent"].map(
            (type) => ({
              type,
            }),
          ),
        },
      },
    },
  };
}

/** A kind of setting, its path, and how it is found again. */
interface SettingRoutes {
  readonly kind: SettingKind;
  readonly path: string;
  readonly answer: (found: ReadonlyMap<string, JsonValue>) => JsonObject;
  /** Whether a missing one is answered with an error; an empty object otherwise. */
  readonly isErrorIfMissing: boolean;
}

const settingRoutes: readonly SettingRoutes[] = [
  {
    kind: "index_template",
    path: "/_index_template",
    answer: (found) => ({
      index_templates: Array.from(found, ([name, value]) => ({ name, index_template: value })),
    }),
    isErrorIfMissing: true,
  },
  {
    kind: "component_template",
    path: "/_component_template",
    answer: (found) => ({
      component_templates: Array.from(found, ([name, value]) => ({ name, component_template: value })),
    }),
    isErrorIfMissing: true,
  },
  { kind: "template", path: "/_template", answer: Object.fromEntries, isErrorIfMissing: false },
  {
    kind: "ilm_policy",
    path: "/_ilm/policy",
    answer: (found) =>
      Object.fromEntries(
        Array.from(found, ([name, value]) => [
          name,
          {
            version: 1,
            modified_date: "1970-01-01T00:00:00.000Z",
            policy: isJsonObject(value) ? (value["policy"] ?? {}) : {},
          },
        ]),
      ),
    isErrorIfMissing: true,
  },
  { kind: "pipeline", path: "/_ingest/pipeline", answer: Object.fromEntries, isErrorIfMissing: false },
];

function addSettingRoutes(app: Hono<ServerEnv>, settings: RememberedSettings): void {
  const mayIngest = requirePermission("ingest");
  for (const { kind, path, answer, isErrorIfMissing } of settingRoutes) {
    const find = (context: HandshakeContext, names: string, isList: boolean): Response => {
      const found = settings.find(kind, names);
      if (found.size > 0 || isList || names.includes("*")) return context.json(answer(found));
      if (isErrorIfMissing) throw new OperationalError("not-found", `there is no ${kind} named [${names}]`);
      return context.json({}, 404);
    };
    app.get(path, (context) => find(context, "*", true));
    app.get(`${path}/:name`, (context) => find(context, context.req.param("name") ?? "", false));
    app.on(["PUT", "POST"], `${path}/:name`, mayIngest, async (context) => {
      await remember(context, settings, kind, context.req.param("name") ?? "");
      return context.json({ acknowledged: true });
    });
    app.delete(`${path}/:name`, mayIngest, (context) => {
      settings.delete(kind, context.req.param("name") ?? "");
      return context.json({ acknowledged: true });
    });
  }
}

async function remember(
  context: HandshakeContext,
  settings: RememberedSettings,
  kind: SettingKind,
  name: string,
): Promise<void> {
  const value = (await readJsonBody(context)) ?? {};
  settings.put(kind, name, value, JSON.stringify(value, textOfBigint).length);
}

function textOfBigint(_name: string, value: unknown): unknown {
  return typeof value === "bigint" ? value.toString() : value;
}

function addIndexRoutes(
  app: Hono<ServerEnv>,
  { store }: HandshakeRoutesDependencies,
  settings: RememberedSettings,
): void {
  const mayIngest = requirePermission("ingest");

  /** Names of data streams that hold events, and of those that were only set up. */
  const namesOf = (kinds: readonly SettingKind[], names: string): string[] => {
    const found = new Set<string>();
    const isNamed = namesTest(names);
    for (const { name } of store.dataStreams()) if (isNamed(name)) found.add(name);
    for (const kind of kinds) for (const name of settings.find(kind, names).keys()) found.add(name);
    return [...found].sort();
  };
  const foundNames = (kinds: readonly SettingKind[], names: string): string[] => {
    const found = namesOf(kinds, names);
    if (found.length > 0 || names.includes("*")) return found;
    throw new OperationalError("not-found", `no such index [${names}]`);
  };
  const indexKinds = ["data_stream", "index", "alias"] as const;

  app.get("/_data_stream", (context) =>
    context.json({ data_streams: namesOf(["data_stream"], "*").map(describeDataStream) }),
  );
  app.get("/_data_stream/:name", (context) => {
    const found = foundNames(["data_stream"], context.req.param("name"));
    return context.json({ data_streams: found.map(describeDataStream) });
  });
  app.put("/_data_stream/:name", mayIngest, (context) => {
    settings.put("data_stream", context.req.param("name"), {}, 0);
    return context.json({ acknowledged: true });
  });

  const describeAliases = (context: HandshakeContext, names: string): Response => {
    const found = settings.find("alias", names);
    if (found.size === 0 && !names.includes("*")) {
      return context.json({ error: `alias [${names}] missing`, status: 404 }, 404);
    }
    const byIndex: Record<string, { aliases: Record<string, JsonValue> }> = Object.create(null);
    for (const [alias, index] of found) {
      byIndex[String(index)] ??= { aliases: {} };
      byIndex[String(index)] = { aliases: { ...byIndex[String(index)]?.aliases, [alias]: {} } };
    }
    return context.json({ ...byIndex });
  };
  app.get("/_alias", (context) => describeAliases(context, "*"));
  app.get("/_alias/:name", (context) => describeAliases(context, context.req.param("name")));
  app.post("/_aliases", mayIngest, async (context) => {
    for (const { alias, index } of aliasesOf(await readJsonBody(context))) {
      settings.put("alias", alias, index, index.length);
    }
    return context.json({ acknowledged: true });
  });

  app.get("/:index/_settings", (context) =>
    context.json(
      Object.fromEntries(
        foundNames(indexKinds, context.req.param("index")).map((name) => [
          name,
          { settings: { index: indexSettings(name) } },
        ]),
      ),
    ),
  );
  // Also answers HEAD, by which clients ask whether there is such an index.
  app.get("/:index", (context) =>
    context.json(
      Object.fromEntries(
        foundNames(indexKinds, context.req.param("index")).map((name) => [
          name,
          { aliases: {}, mappings: {}, settings: { index: indexSettings(name) } },
        ]),
      ),
    ),
  );
  app.put("/:index", mayIngest, async (context) => {
    const index = context.req.param("index");
    if (index.startsWith("_")) {
      throw new OperationalError("bad-request", `Invalid index name [${index}], must not start with '_'`);
    }
    const body = await readJsonBody(context);
    settings.put("index", index, {}, 0);
    const aliases = isJsonObject(body) ? body["aliases"] : undefined;
    if (isJsonObject(aliases)) {
      for (const alias of Object.keys(aliases).slice(0, handshakeLimits.maxAliasActions)) {
        settings.put("alias", alias, index, index.length);
      }
    }
    return context.json({ acknowledged: true, shards_acknowledged: true, index });
  });
}

function describeDataStream(name: string): JsonObject {
  return {
    name,
    timestamp_field: { name: "@timestamp" },
    indices: [{ index_name: name, index_uuid: "_na_" }],
    generation: 1,
    status: "GREEN",
    template: name,
    hidden: false,
    system: false,
    allow_custom_routing: false,
    replicated: false,
  };
}

function indexSettings(name: string): JsonObject {
  return { provided_name: name, number_of_shards: "1", number_of_replicas: "0" };
}

/** What the `add` actions of an `_aliases` request name; others are passed over. */
function aliasesOf(
  body: JsonValue | undefined,
): readonly { readonly alias: string; readonly index: string }[] {
  const actions = isJsonObject(body) ? body["actions"] : undefined;
  if (!Array.isArray(actions)) throw new OperationalError("bad-request", "No action specified");
  return actions.slice(0, handshakeLimits.maxAliasActions).flatMap((action: JsonValue) => {
    const add = isJsonObject(action) ? action["add"] : undefined;
    if (!isJsonObject(add)) return [];
    const { alias, index } = add as { readonly [name: string]: JsonValue | undefined };
    return typeof alias === "string" && typeof index === "string" ? [{ alias, index }] : [];
  });
}
