import { isJsonObject, type JsonObject, type JsonValue } from "@eqlite/core/events";
import { OperationalError } from "../../platform/operational-error.ts";
import { readJsonBody } from "../read-body.ts";
import { kibanaLimits } from "./kibana-limits.ts";
import type { KibanaContext } from "./kibana-router.ts";

// Reads the parts of a request. Each function refuses what does not fit with `bad-request` and names it.

export function badRequest(message: string): OperationalError {
  return new OperationalError("bad-request", message);
}

export async function readObjectBody(context: KibanaContext): Promise<JsonObject> {
  const body = await readJsonBody(context);
  if (isJsonObject(body)) return body;
  throw badRequest(body === undefined ? "The request has no body." : "The body is no object.");
}

/** A body that may be left out, also as `null`. */
export async function readOptionalBody(context: KibanaContext): Promise<JsonObject> {
  const body = await readJsonBody(context);
  if (body === undefined || body === null) return {};
  if (isJsonObject(body)) return body;
  throw badRequest("The body is no object.");
}

/** A parameter of the address; an empty one counts as absent. */
export function queryText(context: KibanaContext, name: string): string | undefined {
  const value = context.req.query(name);
  return value === "" ? undefined : value;
}

export function queryFlag(context: KibanaContext, name: string): boolean {
  const value = context.req.query(name);
  if (value === undefined || value === "false") return false;
  if (value === "true" || value === "") return true;
  throw badRequest(`"${name}" is true or false.`);
}

export function queryWhole(
  context: KibanaContext,
  name: string,
  fallback: number,
  min: number,
  max: number,
): number {
  const text = queryText(context, name);
  if (text === undefined) return fallback;
  const number = /^\d{1,9}$/.test(text) ? Number(text) : Number.NaN;
  if (number >= min && number <= max) return number;
  throw badRequest(`"${name}" is a whole number from ${min} to ${max}.`);
}

export interface AskedPage {
  /** From 1. */
  readonly page: number;
  readonly pageSize: number;
}

export function queryPage(context: KibanaContext): AskedPage {
  const { defaultPageSize, maxPageSize } = kibanaLimits;
  return {
    page: queryWhole(context, "page", 1, 1, 1_000_000),
    pageSize: queryWhole(context, "per_page", defaultPageSize, 0, maxPageSize),
  };
}

export function queryOneOf<T extends string>(
  context: KibanaContext,
  name: string,
  values: readonly T[],
): T | undefined {
  const text = queryText(context, name);
  if (text === undefined) return undefined;
  const found = values.find((value) => value === text);
  if (found !== undefined) return found;
  throw badRequest(`"${name}" is one of ${values.join(", ")}; this is "${text.slice(0, 100)}".`);
}

/** A list of texts in a body; undefined where it is absent. */
export function bodyTexts(body: JsonObject, name: string, max: number): readonly string[] | undefined {
  const value = member(body, name);
  if (value === undefined) return undefined;
  if (!Array.isArray(value)) throw badRequest(`"${name}" is no list.`);
  if (value.length > max) throw badRequest(`"${name}" has more than ${max} entries.`);
  return value.map((item: JsonValue) => {
    if (typeof item === "string") return item;
    throw badRequest(`"${name}" holds something that is no text.`);
  });
}

export function bodyText(body: JsonObject, name: string): string | undefined {
  const value = member(body, name);
  if (value === undefined || typeof value === "string") return value;
  throw badRequest(`"${name}" is no text.`);
}

export function bodyFlag(body: JsonObject, name: string): boolean | undefined {
  const value = member(body, name);
  if (value === undefined || typeof value === "boolean") return value;
  throw badRequest(`"${name}" is true or false.`);
}

export function bodyObject(body: JsonObject, name: string): JsonObject | undefined {
  const value = member(body, name);
  if (value === undefined || isJsonObject(value)) return value;
  throw badRequest(`"${name}" is no object.`);
}

/** A member of a body; null counts as absent. */
export function member(body: JsonObject, name: string): JsonValue | undefined {
  return Object.hasOwn(body, name) ? (body[name] ?? undefined) : undefined;
}
