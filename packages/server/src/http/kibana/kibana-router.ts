import { type JsonValue, stringifyJson } from "@eqlite/core/events";
import type { Context, Hono, MiddlewareHandler } from "hono";
import type { ContentfulStatusCode } from "hono/utils/http-status";
import { OperationalError } from "../../platform/operational-error.ts";
import { errorAnswer } from "../error-answer.ts";
import { isWrite } from "../refuse-cross-site.ts";
import { type Permission, requirePermission, type ServerEnv } from "../server-env.ts";
import { DiagnosticsError } from "./diagnostics-error.ts";

export type KibanaContext = Context<ServerEnv>;

/** What a route answers: JSON with status 200, or a whole response. */
export type KibanaAnswer = JsonValue | Response;

export interface KibanaRouter {
  /** Adds a route of Kibana's API, which clients call with and without the prefix of the only space. */
  on(
    method: "GET" | "POST" | "PUT" | "PATCH" | "DELETE",
    path: string,
    permission: Permission,
    handle: (context: KibanaContext) => KibanaAnswer | Promise<KibanaAnswer>,
  ): void;
}

/** The version of the public API that clients name. */
const apiVersion = "2023-10-31";

export function createKibanaRouter(app: Hono<ServerEnv>): KibanaRouter {
  return {
    on(method, path, permission, handle) {
      for (const full of [path, `/s/:space${path}`]) {
        app.on(method, full, checkRequest, requirePermission(permission), async (context) => {
          try {
            const answer = await handle(context);
            return answer instanceof Response ? answer : jsonAnswer(answer);
          } catch (error) {
            if (!(error instanceof DiagnosticsError)) throw error;
            return jsonAnswer(diagnosticsAnswer(error), 400);
          }
        });
      }
    },
  };
}

export function jsonAnswer(body: JsonValue, status: ContentfulStatusCode = 200): Response {
  return new Response(stringifyJson(body), { status, headers: { "Content-Type": "application/json" } });
}

/** Both ways in which the original writes the status: its framework's, and that of detections. */
function diagnosticsAnswer({ message, diagnostics }: DiagnosticsError): JsonValue {
  const error = errorAnswer("kibana", { status: 400, code: "bad-request", message });
  return { ...error, status_code: 400, diagnostics };
}

const checkRequest: MiddlewareHandler<ServerEnv> = async (context, next) => {
  const { req } = context;
  const space = req.param("space");
  if (space !== undefined && space !== "default") {
    throw new OperationalError("not-found", `There is no space "${space}"; the only one is "default".`);
  }
  const version = req.header("elastic-api-version");
  if (version !== undefined && version !== apiVersion) {
    throw new OperationalError(
      "bad-request",
      `elastic-api-version asks for ${version}; the version here is ${apiVersion}.`,
    );
  }
  // A browser sends cookies along by itself; headers with a name of their own only where the page may read the answer.
  const isByCookie = req.header("cookie") !== undefined && req.header("authorization") === undefined;
  const isMarked = req.header("kbn-xsrf") !== undefined || req.header("kbn-version") !== undefined;
  if (isWrite(req.method) && isByCookie && !isMarked) {
    throw new OperationalError("bad-request", "Request must contain a kbn-xsrf header.");
  }
  await next();
  context.res.headers.set("elastic-api-version", apiVersion);
};
