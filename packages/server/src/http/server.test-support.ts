import { connect, type Socket } from "node:net";
import type { Hono } from "hono";
import { afterEach } from "vitest";
import { silentLog } from "../platform/log.ts";
import { type HttpServerOptions, type RunningHttpServer, startHttpServer } from "./server.ts";
import type { ServerEnv } from "./server-env.ts";

const running: RunningHttpServer[] = [];

afterEach(async () => {
  await Promise.all(running.splice(0).map((server) => server.stop(0)));
});

/** A server on a free port of this machine, stopped after the test. */
export async function startTestServer(
  app: Hono<ServerEnv>,
  options: Partial<HttpServerOptions> = {},
): Promise<RunningHttpServer> {
  const server = await startHttpServer(app, {
    host: "127.0.0.1",
    port: 0,
    tls: undefined,
    maxConnections: 5000,
    log: silentLog,
    ...options,
  });
  running.push(server);
  return server;
}

export interface RawConnection {
  readonly socket: Socket;
  /** Everything that came so far. */
  readonly received: () => string;
  /** Resolved with everything when the other end has closed. */
  readonly closed: Promise<string>;
  /** Resolved when what came matches. */
  until(pattern: RegExp): Promise<string>;
}

/** A connection on which a test writes what no HTTP client would. */
export async function openConnection(port: number): Promise<RawConnection> {
  const socket = connect({ host: "127.0.0.1", port });
  let text = "";
  socket.on("data", (chunk) => {
    text += chunk.toString("latin1");
  });
  socket.on("error", () => {});
  await new Promise((resolve) => socket.once("connect", resolve));
  const closed = new Promise<string>((resolve) => socket.once("close", () => resolve(text)));
  return {
    socket,
    received: () => text,
    closed,
    async until(pattern) {
      while (!pattern.test(text)) {
        const more = new Promise((resolve) => socket.once("data", resolve));
        await Promise.race([more, closed.then(() => Promise.reject(new Error(`closed after ${text}`)))]);
      }
      return text;
    },
  };
}
