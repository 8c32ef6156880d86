/** One request to the server that the page came from. */
export interface Request {
  readonly method: string;
  /** With its query. */
  readonly path: string;
  /** Sent as JSON, or as it is where it is a form. */
  readonly body?: unknown;
}

/** After this time an answer that nobody has taken is not what the server would say now. */
const freshMs = 10_000;

interface Early {
  readonly answer: Promise<Response>;
  readonly askedMs: number;
}

const early = new Map<string, Early>();

/** Sends what a page is going to ask for before its scripts are there. Each answer is given once, to who asks for the same. */
export function askEarly(request: Request): void {
  const answer = fetchRequest(request);
  // Whoever takes it is told; where nobody does there is nothing to tell.
  answer.catch(() => undefined);
  early.set(keyOf(request), { answer, askedMs: performance.now() });
}

/** What an early request was answered; undefined where there was none, or it was refused: that may have changed since. */
export async function takeEarly(request: Request): Promise<Response | undefined> {
  if (early.size === 0) return undefined;
  const key = keyOf(request);
  const found = early.get(key);
  early.delete(key);
  if (found === undefined || performance.now() - found.askedMs > freshMs) return undefined;
  try {
    const answer = await found.answer;
    return answer.ok ? answer : undefined;
  } catch {
    return undefined;
  }
}

export function fetchRequest({ method, path, body }: Request, signal?: AbortSignal): Promise<Response> {
  const isForm = body instanceof FormData;
  return fetch(path, {
    method,
    credentials: "same-origin",
    signal: signal ?? null,
    headers: {
      // Kibana's endpoints take no change that a page of another site could have sent.
      "kbn-xsrf": "eqlite",
      ...(body === undefined || isForm ? {} : { "Content-Type": "application/json" }),
    },
    ...(body === undefined ? {} : { body: isForm ? body : JSON.stringify(body) }),
  });
}

function keyOf({ method, path, body }: Request): string {
  return `${method} ${path} ${body === undefined ? "" : JSON.stringify(body)}`;
}
