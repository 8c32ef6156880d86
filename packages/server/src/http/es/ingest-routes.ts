import type { Context, Hono } from "hono";
import type { ContentfulStatusCode } from "hono/utils/http-status";
import type { BulkOperation } from "../../ingest/bulk-item.ts";
import type { BulkAnswer, Ingest } from "../../ingest/ingest.ts";
import { type BulkDefaults, parseBulk } from "../../ingest/parse-bulk.ts";
import { OperationalError } from "../../platform/operational-error.ts";
import { compileFilterPath } from "../filter-path.ts";
import { readBody } from "../read-body.ts";
import { requirePermission, type ServerEnv } from "../server-env.ts";
import { bulkAnswerJson, storedItem } from "./bulk-answer.ts";
import { documentLine } from "./single-document.ts";

export interface IngestRoutesDependencies {
  readonly ingest: Pick<Ingest, "bulk" | "store">;
  /** Waits about a second: what clients that never wait are held back with while there is no room. */
  readonly holdBack: () => Promise<void>;
}

/**
 * The requests of Elasticsearch that bring events. `refresh`, `pipeline`, `routing`, `require_data_stream`, `timeout` and
 * `wait_for_active_shards` are accepted and change nothing: what is answered is stored.
 */
export function addIngestRoutes(app: Hono<ServerEnv>, dependencies: IngestRoutesDependencies): void {
  const { ingest, holdBack } = dependencies;
  const mayIngest = requirePermission("ingest");

  const bulk = async (context: Context<ServerEnv>, index: string | undefined): Promise<Response> => {
    const filterText = context.req.query("filter_path");
    const filter = filterText === undefined ? undefined : compileFilterPath(filterText);
    const body = await readBody(context);
    const answer = await ingest.bulk(body, { index }).catch(async (error: unknown) => {
      if (!isNoRoom(error) || !wantsItems(context)) throw error;
      await holdBack();
      return rejectEach(body, { index }, error.message);
    });
    context.set("isFiltered", true);
    return jsonAnswer(context, bulkAnswerJson(answer, filter), 200);
  };

  const storeOne = async (
    context: Context<ServerEnv>,
    operation: BulkOperation,
    index: string,
    id: string | undefined,
  ): Promise<Response> => {
    const document = documentLine(await readBody(context));
    const { items } = await ingest.store(document, [{ operation, index, id, from: 0, to: document.length }]);
    const [item] = items;
    if (item === undefined) throw new Error("every operation is answered");
    if (item.error !== undefined) {
      const { status, type, reason } = item.error;
      const error = { type, reason };
      const body = { error: { root_cause: [error], ...error }, status };
      if (status === 429) context.header("Retry-After", "1");
      return jsonAnswer(context, JSON.stringify(body), status as ContentfulStatusCode);
    }
    const { status: _, ...body } = storedItem(item);
    context.header("Location", `/${encodeURIComponent(index)}/_doc/${encodeURIComponent(item.id ?? "")}`);
    return jsonAnswer(context, JSON.stringify(body), 201);
  };

  const operationOf = (context: Context<ServerEnv>): BulkOperation =>
    context.req.query("op_type") === "create" ? "create" : "index";

  app.on(["POST", "PUT"], "/_bulk", mayIngest, (context) => bulk(context, context.req.query("index")));
  app.on(["POST", "PUT"], "/:index/_bulk", mayIngest, (context) => bulk(context, context.req.param("index")));
  app.post("/:index/_doc", mayIngest, (context) =>
    storeOne(context, operationOf(context), context.req.param("index"), undefined),
  );
  app.on(["POST", "PUT"], "/:index/_doc/:id", mayIngest, (context) =>
    storeOne(context, operationOf(context), context.req.param("index"), context.req.param("id")),
  );
  app.on(["POST", "PUT"], "/:index/_create/:id", mayIngest, (context) =>
    storeOne(context, "create", context.req.param("index"), context.req.param("id")),
  );
}

/**
 * Whether a client sends again only what is refused item by item with 429, and drops a request that is refused as a whole: the
 * bulk helper of Elastic's own clients, which says so in a header, and rsyslog, which says nothing at all of itself. All
 * others send again what is refused as a whole, and Vector nothing else.
 */
function wantsItems(context: Context<ServerEnv>): boolean {
  const meta = context.req.header("x-elastic-client-meta") ?? "";
  return /(?:^|,)h=bp(?:,|$)/.test(meta) || context.req.header("user-agent") === undefined;
}

function isNoRoom(error: unknown): error is OperationalError {
  return error instanceof OperationalError && error.code === "too-busy";
}

/** What has no room now, said of each operation of the body. */
function rejectEach(body: Uint8Array, defaults: BulkDefaults, reason: string): BulkAnswer {
  const error = { status: 429, type: "es_rejected_execution_exception", reason };
  const items = parseBulk(Buffer.from(body.buffer, body.byteOffset, body.byteLength), defaults);
  return {
    tookMs: 0,
    hasErrors: true,
    items: items.map(({ operation, index, id }) => ({
      operation,
      index,
      id,
      sequenceNumber: undefined,
      error,
    })),
  };
}

function jsonAnswer(context: Context<ServerEnv>, json: string, status: ContentfulStatusCode): Response {
  return context.body(json, status, { "Content-Type": "application/json" });
}
