import { ApiError, type ApiErrorCode } from "./api-error.ts";
import { fetchRequest, type Request, takeEarly } from "./early-requests.ts";

export interface Sent extends Request {
  readonly signal?: AbortSignal | undefined;
}

const listeners = new Set<(reachable: boolean) => void>();

/** Tells whether requests come through, whenever one has or has not. Returns how to stop listening. */
export function watchReachable(listener: (reachable: boolean) => void): () => void {
  listeners.add(listener);
  return () => void listeners.delete(listener);
}

/** Sends one request to the server that the page came from. Throws ApiError unless the answer is a success. */
export async function send({ signal, ...request }: Sent): Promise<Response> {
  let answer: Response;
  try {
    answer = (await takeEarly(request)) ?? (await fetchRequest(request, signal));
  } catch (error) {
    if (signal?.aborted === true) throw error;
    tell(false);
    throw new ApiError("unreachable", 0, "The server cannot be reached.", { cause: error });
  }
  tell(true);
  if (answer.ok) return answer;
  throw await refusal(answer);
}

/** Asks whether the server is there, and tells who watches. */
export async function askReachable(): Promise<void> {
  let isThere = false;
  try {
    isThere = (await fetch("/healthz")).ok;
  } catch {
    // It is not.
  }
  tell(isThere);
}

function tell(reachable: boolean): void {
  for (const listener of listeners) listener(reachable);
}

/** Our own API, Elasticsearch's and Kibana's each write errors in their way. */
async function refusal(answer: Response): Promise<ApiError> {
  let said: unknown;
  try {
    said = await answer.json();
  } catch {
    return new ApiError(
      "unreadable",
      answer.status,
      `The server answered ${answer.status} without a reason.`,
    );
  }
  const { error, message } = Object(said) as { error?: unknown; message?: unknown };
  const {
    code,
    message: own,
    reason,
  } = Object(error) as { code?: unknown; message?: unknown; reason?: unknown };
  const text = [own, reason, message].find((one) => typeof one === "string");
  return new ApiError(
    typeof code === "string" ? (code as ApiErrorCode) : codeOf(answer.status),
    answer.status,
    typeof text === "string" ? text : `The server answered ${answer.status} without a reason.`,
    { answer: said },
  );
}

function codeOf(status: number): ApiErrorCode {
  switch (status) {
    case 401:
      return "unauthenticated";
    case 403:
      return "forbidden";
    case 404:
      return "not-found";
    case 429:
      return "too-busy";
    default:
      return status < 500 ? "bad-request" : "internal";
  }
}
