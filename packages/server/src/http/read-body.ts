import { Readable } from "node:stream";
import { type JsonValue, parseJson } from "@eqlite/core/events";
import type { Context, MiddlewareHandler } from "hono";
import { type BufferPool, createBufferPool } from "../platform/buffer-pool.ts";
import { OperationalError } from "../platform/operational-error.ts";
import { type BodyBudget, createBodyBudget } from "./body-budget.ts";
import { type BodyLimits, collectBody } from "./collect-body.ts";
import { httpLimits } from "./http-limits.ts";
import type { ServerEnv } from "./server-env.ts";

/** Reads the bodies of requests. One for the whole server, because they share the budget of bytes. */
export interface BodyReader {
  /** What is held of bodies now. */
  readonly heldBytes: number;
  /** Reads, and counts the bytes as held until `release` of this request. */
  read(context: Context<ServerEnv>): Promise<Uint8Array>;
  release(context: Context<ServerEnv>): void;
}

export interface BodyReaderOptions extends BodyLimits {
  /** Bytes of bodies held at the same time. */
  readonly maxHeldBytes: number;
}

export function createBodyReader({ maxHeldBytes, ...limits }: BodyReaderOptions): BodyReader {
  const budget = createBodyBudget(maxHeldBytes);
  const buffers = createBufferPool(Math.min(maxHeldBytes, httpLimits.keptBodyBytes));
  // By request: a handler that throws has no chance to give anything back.
  const shares = new WeakMap<Context<ServerEnv>, Share>();
  return {
    get heldBytes() {
      return budget.heldBytes;
    },
    async read(context) {
      const source = bodySource(context);
      if (source === undefined) return new Uint8Array(0);
      const share = shares.get(context) ?? createShare(budget, buffers);
      shares.set(context, share);
      const contentEncoding = context.req.header("content-encoding");
      const declaredBytes = declaredLength(context.req.header("content-length"));
      return await collectBody({
        source,
        contentEncoding,
        declaredBytes,
        limits,
        budget: share,
        takeBuffer: share.takeBuffer,
      });
    },
    release(context) {
      shares.get(context)?.close();
      shares.delete(context);
    },
  };
}

/** Gives handlers the reader of bodies, and gives back what a request held when it has been answered. */
export function provideBodies(bodies: BodyReader): MiddlewareHandler<ServerEnv> {
  return async (context, next) => {
    context.set("bodies", bodies);
    try {
      await next();
    } finally {
      bodies.release(context);
    }
  };
}

/**
 * The body of a request as bytes, unpacked where it came compressed. They belong to the handler until the request is
 * answered. Throws OperationalError `too-large`, `too-busy`, `too-slow`, `bad-request` (the client went away, or what it sent
 * does not unpack) and `unsupported-media-type` (an encoding nobody knows).
 */
export async function readBody(context: Context<ServerEnv>): Promise<Uint8Array> {
  return await context.get("bodies").read(context);
}

/**
 * The body as JSON; undefined where there is none. Whole numbers that a double cannot hold are bigints. Throws
 * OperationalError as `readBody`, and `bad-request` where it is no JSON or nests too deep.
 */
export async function readJsonBody(context: Context<ServerEnv>): Promise<JsonValue | undefined> {
  const bytes = await readBody(context);
  if (bytes.length === 0) return undefined;
  if (bytes.length > httpLimits.maxJsonBodyBytes) {
    throw new OperationalError(
      "too-large",
      `The JSON body has ${bytes.length} bytes; ${httpLimits.maxJsonBodyBytes} are the most here.`,
    );
  }
  const text = decodeUtf8(bytes);
  if (text.trim() === "") return undefined;
  const parsed = parseJson(text, httpLimits.maxJsonDepth);
  if (!parsed.ok) {
    throw new OperationalError(
      "bad-request",
      parsed.kind === "too-deep"
        ? `The JSON body nests deeper than ${httpLimits.maxJsonDepth} levels.`
        : `The body is no JSON: ${parsed.reason}, at offset ${parsed.offset}.`,
    );
  }
  return parsed.value;
}

const utf8 = new TextDecoder("utf-8", { fatal: true });

function decodeUtf8(bytes: Uint8Array): string {
  try {
    return utf8.decode(bytes);
  } catch (error) {
    throw new OperationalError("bad-request", "The body is no text in UTF-8.", error);
  }
}

/** What one request holds of the budget. */
interface Share extends BodyBudget {
  takeBuffer(sizeBytes: number): Buffer;
  close(): void;
}

function createShare(budget: BodyBudget, buffers: BufferPool): Share {
  let held = 0;
  const taken: Buffer[] = [];
  const giveBack = (bytes: number): void => {
    held -= bytes;
    budget.giveBack(bytes);
  };
  return {
    get heldBytes() {
      return held;
    },
    expect: (bytes) => budget.expect(bytes),
    take(bytes) {
      budget.take(bytes);
      held += bytes;
    },
    giveBack,
    takeBuffer(sizeBytes) {
      const buffer = buffers.take(sizeBytes);
      taken.push(buffer);
      return buffer;
    },
    close() {
      giveBack(held);
      for (const buffer of taken.splice(0)) buffers.giveBack(buffer);
    },
  };
}

/** The bytes as Node receives them: the streams of the web in between cost more than everything else here. */
function bodySource(context: Context<ServerEnv>): Readable | undefined {
  const incoming = context.env?.incoming;
  if (incoming instanceof Readable) return incoming;
  // Without a socket, which is `app.request` in tests.
  const { body } = context.req.raw;
  return body === null ? undefined : Readable.fromWeb(body);
}

function declaredLength(header: string | undefined): number | undefined {
  return header !== undefined && /^\d{1,15}$/.test(header) ? Number(header) : undefined;
}
