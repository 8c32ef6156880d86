import { queryText } from "./call.ts";
import { send } from "./send.ts";

type QueryValue = string | number | boolean | undefined;

export interface KibanaCall {
  readonly query?: Readonly<Record<string, QueryValue | readonly QueryValue[]>>;
  /** Sent as JSON, or as it is where it is a form. */
  readonly body?: unknown;
  readonly signal?: AbortSignal | undefined;
}

/** Calls one of Kibana's endpoints, whose answers have no types of ours. Throws ApiError as `call` does. */
export async function callKibana(
  method: "GET" | "POST" | "PUT" | "PATCH" | "DELETE",
  path: string,
  { query = {}, body, signal }: KibanaCall = {},
): Promise<unknown> {
  const answer = await send({ method, path: path + queryText(query), body, signal });
  return await answer.json();
}

/** The same for an answer that is a file. */
export async function downloadFromKibana(path: string, { query = {}, body }: KibanaCall = {}): Promise<Blob> {
  return await (await send({ method: "POST", path: path + queryText(query), body })).blob();
}
