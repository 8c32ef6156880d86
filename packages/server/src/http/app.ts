import type { MiddlewareHandler } from "hono";
import { type Context, Hono } from "hono";
import type { ContentfulStatusCode } from "hono/utils/http-status";
import { OperationalError } from "../platform/operational-error.ts";
import { shapeAnswers } from "./answer-shape.ts";
import { type AnsweredError, answeredError, errorAnswer } from "./error-answer.ts";
import { type ObservedBy, observeRequests } from "./observe-requests.ts";
import { type BodyReader, provideBodies } from "./read-body.ts";
import { refuseCrossSite } from "./refuse-cross-site.ts";
import type { IsSecure } from "./request-security.ts";
import { routeFamily } from "./route-family.ts";
import { secureHeaders } from "./secure-headers.ts";
import type { ServerEnv } from "./server-env.ts";

export interface AppDependencies extends ObservedBy {
  readonly bodies: BodyReader;
  readonly isSecure: IsSecure;
  /** Finds out who sent a request, and refuses those who do not say. */
  readonly authenticate: MiddlewareHandler<ServerEnv>;
  /** Routes that answer anybody: health, login, the files of the pages. */
  readonly addOpenRoutes: (app: Hono<ServerEnv>) => void;
}

/**
 * The application without its routes: what holds for all of them. Routes are added to what is returned, and stand behind the
 * check of who asks; what a caller may do is checked by each route, with `requirePermission`.
 */
export function createApp(dependencies: AppDependencies): Hono<ServerEnv> {
  const { log, bodies, isSecure, authenticate, addOpenRoutes } = dependencies;
  const app = new Hono<ServerEnv>();
  app.use(observeRequests(dependencies));
  app.use(secureHeaders({ isSecure }));
  app.use(shapeAnswers());
  app.use(refuseCrossSite());
  app.use(provideBodies(bodies));
  addOpenRoutes(app);
  app.use(authenticate);

  app.notFound((context) => {
    const { method, path } = context.req;
    const allowed = allowedMethods(app, path);
    if (allowed.length === 0) {
      return answer(context, { status: 404, code: "not-found", message: `There is nothing at ${path}.` });
    }
    context.header("Allow", allowed.join(", "));
    const message = `${path} knows ${allowed.join(", ")}, not ${method}.`;
    return answer(context, { status: 405, code: "method-not-allowed", message });
  });

  app.onError((error, context) => {
    if (error instanceof OperationalError) {
      if (error.status >= 500) log.error({ requestId: context.get("requestId"), err: error }, error.message);
      if (error.retryAfterSeconds !== undefined || error.status === 429) {
        context.header("Retry-After", String(Math.max(1, Math.ceil(error.retryAfterSeconds ?? 1))));
      }
      return answer(context, answeredError(error));
    }
    const requestId = context.get("requestId");
    log.error({ requestId, err: error, method: context.req.method, path: context.req.path }, "a bug");
    const message = `Something went wrong here, not in your request. The log says more under request ${requestId}.`;
    return answer(context, { status: 500, code: "internal", message });
  });
  return app;
}

function answer(context: Context<ServerEnv>, error: AnsweredError): Response {
  const body = JSON.stringify(errorAnswer(routeFamily(context.req.path), error));
  return context.body(body, error.status as ContentfulStatusCode, { "Content-Type": "application/json" });
}

const methods = ["GET", "POST", "PUT", "PATCH", "DELETE"] as const;

/** Methods for which there is a route: middleware stands there for all of them and does not count. */
function allowedMethods(app: Hono<ServerEnv>, path: string): readonly string[] {
  return methods.filter((method) => {
    const [handlers] = app.router.match(method, path);
    return handlers.some(([[, route]]) => route.method === method);
  });
}
