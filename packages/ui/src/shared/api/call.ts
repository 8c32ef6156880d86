import { ApiError } from "./api-error.ts";
import type { Request } from "./early-requests.ts";
import type { Operations } from "./generated/operations.ts";
import { send } from "./send.ts";

export type OperationName = keyof Operations;
export type AnswerOf<Name extends OperationName> = Operations[Name]["answer"];
export type QueryOf<Name extends OperationName> = Operations[Name]["query"];
export type BodyOf<Name extends OperationName> = Operations[Name]["body"];

type Given<Key extends string, T> = [T] extends [undefined]
  ? { readonly [key in Key]?: undefined }
  : Record<never, never> extends T
    ? { readonly [key in Key]?: T }
    : undefined extends T
      ? { readonly [key in Key]?: T }
      : { readonly [key in Key]: T };

export type CallInput<Name extends OperationName> = Given<"path", Operations[Name]["inPath"]> &
  Given<"query", Operations[Name]["query"]> &
  Given<"body", Operations[Name]["body"]> & { readonly signal?: AbortSignal };

/**
 * Calls a route of /api/v1 by its name in the table of routes, such as `GET /api/v1/alerts/{id}`. Throws ApiError with what the
 * server says, or where it cannot be reached.
 */
export async function call<Name extends OperationName>(
  name: Name,
  input: CallInput<Name>,
): Promise<AnswerOf<Name>> {
  const answer = await send({ ...requestOf(name, input), signal: input.signal });
  if (answer.status === 204) return undefined as AnswerOf<Name>;
  try {
    return (await answer.json()) as AnswerOf<Name>;
  } catch (error) {
    throw new ApiError("unreadable", answer.status, "The answer of the server cannot be read.", {
      cause: error,
    });
  }
}

/** The request that a call sends. */
export function requestOf<Name extends OperationName>(name: Name, input: CallInput<Name>): Request {
  const [method = "", template = ""] = name.split(" ");
  const { path = {}, query = {}, body } = input as LooseInput;
  return { method, path: filled(template, path) + queryText(query), body };
}

interface LooseInput {
  readonly path?: Readonly<Record<string, string | number>>;
  readonly query?: Readonly<Record<string, QueryValue | readonly QueryValue[]>>;
  readonly body?: unknown;
}

type QueryValue = string | number | boolean | null | undefined;

function filled(template: string, values: Readonly<Record<string, string | number>>): string {
  return template.replace(/\{(\w+)\}/g, (_, key: string) => encodeURIComponent(String(values[key] ?? "")));
}

/** Lists are given value by value, as values may hold commas. */
export function queryText(query: Readonly<Record<string, QueryValue | readonly QueryValue[]>>): string {
  const texts = new URLSearchParams();
  for (const [name, value] of Object.entries(query)) {
    for (const one of Array.isArray(value) ? value : [value]) {
      if (one !== undefined && one !== null) texts.append(name, String(one));
    }
  }
  const text = texts.toString();
  return text === "" ? "" : `?${text}`;
}
