import { type JsonValue, stringifyJson } from "@eqlite/core/events";
import type { Context } from "hono";
import type { OperationalErrorCode } from "../../platform/operational-error.ts";
import { readJsonBody } from "../read-body.ts";
import type { Permission, ServerEnv } from "../server-env.ts";
import { readParameters } from "./read-parameters.ts";
import type { Fields, ReadFields, Shape } from "./shape.ts";

export type RouteTag = "alerts" | "rules" | "events" | "status" | "access";

/** Who may call a route: whoever has a permission, whoever is known, or anybody. */
export type RouteAccess = Permission | "known" | "anybody";

/** What a route says about itself: the document is made of it. */
export interface RouteDescription {
  readonly method: "GET" | "POST" | "PUT" | "PATCH" | "DELETE";
  /** As OpenAPI writes it, such as `/api/v1/alerts/{id}`. */
  readonly path: string;
  readonly tag: RouteTag;
  /** A few words. */
  readonly summary: string;
  /** What a caller has to know beside. */
  readonly description?: string;
  readonly access: RouteAccess;
  readonly inPath?: Fields;
  readonly query?: Fields;
  readonly body?: Shape<unknown>;
  /** Whether a body may be left out. */
  readonly isBodyOptional?: boolean;
  readonly answer: RouteAnswer;
  /** What it can refuse beside what every route with its access can. */
  readonly errors?: readonly OperationalErrorCode[];
}

export interface RouteAnswer {
  readonly status?: 200 | 201 | 202 | 204;
  readonly description: string;
  /** Of JSON; left out where there is nothing to say. */
  readonly shape?: Shape<unknown>;
  /** Of what is no JSON. */
  readonly mediaType?: string;
}

/** A route of the table: what it is, and what it does. Without a handler it is answered elsewhere. */
export interface Route extends RouteDescription {
  readonly run?: (context: Context<ServerEnv>) => Promise<Response>;
}

/** A request whose parameters and body have been read and are as the route says. */
export interface RouteRequest<P extends Fields, Q extends Fields, B> {
  readonly inPath: ReadFields<P>;
  readonly query: ReadFields<Q>;
  readonly body: B;
  readonly context: Context<ServerEnv>;
}

interface RouteDefinition<P extends Fields, Q extends Fields, B, A> extends RouteDescription {
  readonly inPath?: P;
  readonly query?: Q;
  readonly body?: Shape<B>;
  readonly answer: RouteAnswer & { readonly shape?: Shape<A> };
  /** Returns what is answered as JSON, or an answer of its own. */
  readonly handle: (request: RouteRequest<P, Q, B>) => A | Response | Promise<A | Response>;
}

/** Defines a route: what its handler gets and gives is what it says about itself. */
export function route<
  const P extends Fields = Record<string, never>,
  const Q extends Fields = Record<string, never>,
  B = undefined,
  A = undefined,
>({ handle, ...description }: RouteDefinition<P, Q, B, A>): Route {
  const { inPath, query, body, answer, isBodyOptional } = description;
  const { status = 200 } = answer;
  return {
    ...description,
    async run(context) {
      const request = {
        inPath: readParameters(inPath ?? {}, pathTexts(context, inPath ?? {})) as ReadFields<P>,
        query: readParameters(query ?? {}, context.req.queries()) as ReadFields<Q>,
        body: (body === undefined
          ? undefined
          : body.read((await readJsonBody(context)) ?? (isBodyOptional ? {} : undefined), "The body")) as B,
        context,
      };
      const answered = await handle(request);
      if (answered instanceof Response) return answered;
      // A route that answers nothing says so with its status.
      if (answered === undefined || status === 204) return context.body(null, 204);
      return context.body(stringifyJson(answered as JsonValue), status, {
        "Content-Type": "application/json",
      });
    },
  };
}

function pathTexts(context: Context<ServerEnv>, fields: Fields): Record<string, string[]> {
  return Object.fromEntries(Object.keys(fields).map((name) => [name, [context.req.param(name) ?? ""]]));
}
