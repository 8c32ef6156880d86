import type { JsonObject } from "@eqlite/core/events";
import {
  OperationalError,
  type OperationalErrorCode,
  operationalErrorCodes,
} from "../../platform/operational-error.ts";
import type { Route, RouteTag } from "./route.ts";
import { anyText, choice, componentsOf, type Fields, named, object, type Shape } from "./shape.ts";

/** What every error of the API is answered with. */
const errorShape = named(
  "Error",
  object({
    error: object({ code: choice([...operationalErrorCodes, "internal"]), message: anyText }),
  }),
);

const tags: Readonly<Record<RouteTag, string>> = {
  alerts: "What rules have found, and what people do about it.",
  rules: "Rules, how they fare, and trying them out.",
  events: "What is stored.",
  status: "How the server fares.",
  access: "Users, API keys and logging in.",
};

/** The OpenAPI 3.1 document of a table of routes. */
export function openApiDocument(routes: readonly Route[], version: string): JsonObject {
  const paths: Record<string, Record<string, JsonObject>> = {};
  for (const route of routes) {
    const methods = paths[route.path] ?? {};
    paths[route.path] = methods;
    methods[route.method.toLowerCase()] = operation(route);
  }
  return {
    openapi: "3.1.0",
    info: {
      title: "eqlite",
      version,
      description:
        "The API of the eqlite detection server. Times are ISO 8601 in UTC. Errors have a code and a sentence that says what to do.",
      license: { name: "Apache-2.0", identifier: "Apache-2.0" },
    },
    servers: [{ url: "/" }],
    tags: Object.entries(tags).map(([name, description]) => ({ name, description })),
    security: [{ apiKey: [] }, { basic: [] }, { session: [] }],
    paths,
    components: {
      securitySchemes: {
        apiKey: {
          type: "apiKey",
          in: "header",
          name: "Authorization",
          description: "`ApiKey` and the base64 of id:key.",
        },
        basic: { type: "http", scheme: "basic" },
        session: { type: "apiKey", in: "cookie", name: "eqlite_session" },
      },
      schemas: componentsOf([errorShape, ...routes.flatMap(shapesOf)]),
    },
  };
}

function shapesOf({ inPath = {}, query = {}, body, answer }: Route): readonly Shape<unknown>[] {
  return [...Object.values(inPath), ...Object.values(query), body, answer.shape].filter(
    (shape) => shape !== undefined,
  );
}

function operation(route: Route): JsonObject {
  const { inPath = {}, query = {}, body, access, description } = route;
  const parameters = [...parametersOf(inPath, "path"), ...parametersOf(query, "query")];
  const needs =
    access === "anybody"
      ? "Answers anybody."
      : access === "known"
        ? "For everybody who is logged in."
        : `Needs the permission \`${access}\`.`;
  return {
    operationId: operationId(route),
    tags: [route.tag],
    summary: route.summary,
    description: description === undefined ? needs : `${description}\n\n${needs}`,
    "x-permission": access,
    ...(access === "anybody" ? { security: [] } : {}),
    ...(parameters.length === 0 ? {} : { parameters }),
    ...(body === undefined
      ? {}
      : {
          requestBody: {
            required: route.isBodyOptional !== true,
            content: { "application/json": { schema: body.schema } },
          },
        }),
    responses: { ...success(route), ...failures(route) },
  };
}

/** Such as `getAlertsIdEvents`. */
function operationId({ method, path }: Route): string {
  const words = path
    .slice("/api/v1/".length)
    .split(/[^A-Za-z0-9]+/)
    .filter((word) => word !== "");
  return method.toLowerCase() + words.map((word) => word.charAt(0).toUpperCase() + word.slice(1)).join("");
}

function parametersOf(fields: Fields, place: "path" | "query"): readonly JsonObject[] {
  return Object.entries(fields).map(([name, { schema, isOptional }]) => {
    const { description, ...rest } = schema;
    return {
      name,
      in: place,
      required: place === "path" || !isOptional,
      ...(description === undefined ? {} : { description }),
      schema: rest,
    };
  });
}

function success({ answer }: Route): JsonObject {
  const { status = 200, description, shape, mediaType = "application/json" } = answer;
  const schema = shape?.schema ?? (answer.mediaType === undefined ? undefined : { type: "string" });
  return {
    [String(shape === undefined && answer.mediaType === undefined && status === 200 ? 204 : status)]: {
      description,
      ...(schema === undefined ? {} : { content: { [mediaType]: { schema } } }),
    },
  };
}

function failures({ access, body, errors = [] }: Route): JsonObject {
  // A parameter nobody knows is refused everywhere.
  const codes = new Set<OperationalErrorCode>([...errors, "bad-request"]);
  if (access !== "anybody") codes.add("unauthenticated").add("too-busy");
  if (access !== "anybody" && access !== "known") codes.add("forbidden");
  if (body !== undefined) codes.add("too-large");
  const byStatus = new Map<number, OperationalErrorCode[]>();
  for (const code of codes) {
    const { status } = new OperationalError(code, "");
    byStatus.set(status, [...(byStatus.get(status) ?? []), code]);
  }
  return Object.fromEntries(
    [...byStatus]
      .toSorted(([left], [right]) => left - right)
      .map(([status, some]) => [
        String(status),
        {
          description: some.map((code) => `\`${code}\``).join(", "),
          content: { "application/json": { schema: errorShape.schema } },
        },
      ]),
  );
}
