import { createServer as createHttpServer, type Server as HttpServer } from "node:http";
import { createServer as createHttpsServer, type Server as HttpsServer } from "node:https";
import type { AddressInfo, Socket } from "node:net";
import { createAdaptorServer } from "@hono/node-server";
import type { Hono } from "hono";
import type { Log } from "../platform/log.ts";
import { OperationalError } from "../platform/operational-error.ts";
import { httpLimits } from "./http-limits.ts";
import type { ServerEnv } from "./server-env.ts";

export interface HttpServerOptions {
  readonly host: string;
  /** 0 for one that is free. */
  readonly port: number;
  /** Certificates and key as PEM. */
  readonly tls: TlsKeyPair | undefined;
  readonly maxConnections: number;
  readonly log: Log;
  readonly timeouts?: Partial<ServerTimeouts>;
}

export interface TlsKeyPair {
  readonly cert: string | Buffer;
  readonly key: string | Buffer;
}

export type ServerTimeouts = Pick<
  Record<keyof typeof httpLimits, number>,
  "headersTimeoutMs" | "requestTimeoutMs" | "keepAliveTimeoutMs" | "connectionsCheckMs"
>;

export interface RunningHttpServer {
  /** Such as `http://127.0.0.1:9200`. */
  readonly url: string;
  readonly port: number;
  readonly openConnections: number;
  /**
   * Takes no more connections, closes those without a request, and waits for requests that run, at most so long. Resolved
   * when every connection is closed; false where some had to be cut off.
   */
  stop(deadlineMs: number): Promise<boolean>;
}

/** Listens. Throws OperationalError `bad-request` where the address cannot be had or the key pair is not one. */
export async function startHttpServer(
  app: Hono<ServerEnv>,
  options: HttpServerOptions,
): Promise<RunningHttpServer> {
  const server = createServer(app, options);
  const connections = watchConnections(server, options.tls !== undefined);
  await listen(server, options);
  const { port } = server.address() as AddressInfo;
  const host = options.host.includes(":") ? `[${options.host}]` : options.host;
  let stopping: Promise<boolean> | undefined;
  return {
    url: `${options.tls === undefined ? "http" : "https"}://${host}:${port}`,
    port,
    get openConnections() {
      return connections.count;
    },
    stop(deadlineMs) {
      stopping ??= stopServer(server, connections, deadlineMs);
      return stopping;
    },
  };
}

type AnyServer = HttpServer | HttpsServer;

function createServer(
  app: Hono<ServerEnv>,
  { tls, maxConnections, log, timeouts }: HttpServerOptions,
): AnyServer {
  const limits = { ...httpLimits, ...timeouts };
  const serverOptions = {
    maxHeaderSize: limits.maxHeaderBytes,
    headersTimeout: limits.headersTimeoutMs,
    requestTimeout: limits.requestTimeoutMs,
    keepAliveTimeout: limits.keepAliveTimeoutMs,
    connectionsCheckingInterval: limits.connectionsCheckMs,
    noDelay: true,
  };
  const { fetch } = app;
  let server: AnyServer;
  if (tls === undefined) {
    server = createAdaptorServer({ fetch, createServer: createHttpServer, serverOptions }) as HttpServer;
  } else {
    const tlsOptions = { cert: tls.cert, key: tls.key, minVersion: "TLSv1.2" as const };
    const handshakeTimeout = limits.tlsHandshakeTimeoutMs;
    try {
      server = createAdaptorServer({
        fetch,
        createServer: createHttpsServer,
        serverOptions: { ...serverOptions, ...tlsOptions, handshakeTimeout },
      }) as HttpsServer;
    } catch (error) {
      const reason = error instanceof Error ? error.message : String(error);
      throw new OperationalError(
        "bad-request",
        `tls_cert and tls_key are no key pair in PEM: ${reason}`,
        error,
      );
    }
    server.on("tlsClientError", (error: Error) =>
      log.debug({ reason: error.message }, "TLS handshake failed"),
    );
  }
  // Connections beyond it are closed at once; timeouts make room.
  server.maxConnections = maxConnections;
  server.on("drop", () => log.debug("a connection was refused: there are max_connections"));
  return server;
}

async function listen(server: AnyServer, { host, port }: HttpServerOptions): Promise<void> {
  await new Promise<void>((resolve, reject) => {
    const fail = (error: NodeJS.ErrnoException): void =>
      reject(new OperationalError("bad-request", listenProblem(error, host, port), error));
    server.once("error", fail);
    server.listen({ host, port, backlog: httpLimits.backlog }, () => {
      server.off("error", fail);
      resolve();
    });
  });
}

function listenProblem(error: NodeJS.ErrnoException, host: string, port: number): string {
  const where = `${host}:${port}`;
  switch (error.code) {
    case "EADDRINUSE":
      return `Cannot listen on ${where}: another program does. Choose another port, such as --port ${port === 9200 ? 9210 : 9200}.`;
    case "EACCES":
      return `Cannot listen on ${where}: not allowed. Ports below 1024 need rights; choose a higher one.`;
    case "EADDRNOTAVAIL":
    case "ENOTFOUND":
      return `Cannot listen on ${where}: this machine does not have that address.`;
    default:
      return `Cannot listen on ${where}: ${error.message}`;
  }
}

interface Connections {
  readonly count: number;
  destroy(which: "idle" | "all"): void;
}

/** Knows the open connections and which of them are busy with a request. */
function watchConnections(server: AnyServer, tls: boolean): Connections {
  /** Below TLS there is another socket, which is open before the handshake is done. */
  const raw = new Set<Socket>();
  const requestsOf = new Map<Socket, number>();
  server.on("connection", (socket: Socket) => {
    raw.add(socket);
    socket.once("close", () => raw.delete(socket));
  });
  server.on(tls ? "secureConnection" : "connection", (socket: Socket) => {
    requestsOf.set(socket, 0);
    socket.once("close", () => requestsOf.delete(socket));
  });
  server.on("request", (incoming, outgoing) => {
    const { socket } = incoming;
    requestsOf.set(socket, (requestsOf.get(socket) ?? 0) + 1);
    outgoing.once("close", () => {
      const left = (requestsOf.get(socket) ?? 0) - 1;
      if (requestsOf.has(socket)) requestsOf.set(socket, left);
    });
  });
  return {
    get count() {
      return raw.size;
    },
    destroy(which) {
      // What was answered may still be on its way out.
      for (const [socket, requests] of requestsOf) if (requests === 0) socket.destroySoon();
      if (which === "all") for (const socket of raw) socket.destroy();
    },
  };
}

/** How often connections are closed whose last request has been answered since. */
const idleCheckMs = 50;

async function stopServer(server: AnyServer, connections: Connections, deadlineMs: number): Promise<boolean> {
  let clean = true;
  const closed = new Promise<void>((resolve) => server.close(() => resolve()));
  connections.destroy("idle");
  const idleCheck = setInterval(() => connections.destroy("idle"), idleCheckMs);
  const deadline = setTimeout(() => {
    clean = connections.count === 0;
    connections.destroy("all");
  }, deadlineMs);
  await closed;
  clearInterval(idleCheck);
  clearTimeout(deadline);
  return clean;
}
