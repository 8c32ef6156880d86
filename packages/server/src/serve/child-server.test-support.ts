import { type ChildProcess, fork, type StdioOptions, spawn, spawnSync } from "node:child_process";
import { existsSync } from "node:fs";
import { afterEach } from "vitest";
import { repositoryPath } from "../scan/scan.test-support.ts";
import type { ServerOptions } from "./start-server.ts";

export interface ChildAlert {
  readonly id: string;
  readonly rule: string;
  readonly isBlock: boolean;
}

/** A server in a process of its own, of what was built last. */
export interface ChildServer {
  readonly url: string;
  readonly port: number;
  readonly pid: number;
  /** Where others see the folder of a server that has a disk of its own. */
  readonly folder: string;
  ask(what: "alerts"): Promise<readonly ChildAlert[]>;
  ask(what: "events" | "memory"): Promise<number>;
  ask(what: "executions"): Promise<readonly { readonly status: string; readonly error?: string }[]>;
  ask(what: "caught up" | "tick" | "stop"): Promise<void>;
  /** Lets time go by; "set clock" sets only the time of day. */
  ask(what: "advance" | "set clock", ms: number): Promise<void>;
  /** As `kill -9` does. Resolved when it is gone. */
  kill(): Promise<void>;
  readonly stderr: () => string;
}

export interface ChildOptions {
  readonly folder: string;
  readonly flags?: Readonly<Record<string, string | boolean | readonly string[]>>;
  /** The folder is on a disk of its own, which is so small, and gone with the server; see `canMakeDisks`. */
  readonly diskBytes?: number;
  readonly judging?: ServerOptions["judging"];
}

/** As root of namespaces of its own. */
const asOwnRoot = ["--user", "--map-root-user", "--mount", "--propagation", "private"];

/** Whether this system lets a process make a small disk for itself, which takes no rights where it has user namespaces. */
export function canMakeDisks(): boolean {
  return spawnSync("unshare", [...asOwnRoot, "mount", "-t", "tmpfs", "tmpfs", "/mnt"]).status === 0;
}

const script = repositoryPath("scripts/faults/run-server.js");

/** Starts servers that are killed after each test. */
export function childServers(): { start(options: ChildOptions): Promise<ChildServer> } {
  const running: ChildServer[] = [];
  afterEach(async () => {
    await Promise.all(running.splice(0).map((server) => server.kill()));
  });
  return {
    async start(options) {
      if (!existsSync(repositoryPath("packages/server/dist/serve/start-server.js"))) {
        throw new Error("The server is not built: run `npm run build` first.");
      }
      const server = await startChild(options);
      running.push(server);
      return server;
    },
  };
}

interface Message {
  readonly id?: number;
  readonly answer?: unknown;
  readonly error?: string;
  readonly ready?: { readonly url: string; readonly port: number };
  readonly failed?: string;
}

/** Rejects with what the server said where it does not start. */
async function startChild(options: ChildOptions): Promise<ChildServer> {
  const { diskBytes, folder } = options;
  const stdio: StdioOptions = ["ignore", "ignore", "pipe", "ipc"];
  const mountAndStart = 'mount -t tmpfs -o "size=$1" tmpfs "$2" && shift 2 && exec "$@"';
  const child =
    diskBytes === undefined
      ? fork(script, [JSON.stringify(options)], { stdio })
      : spawn(
          "unshare",
          [
            ...[...asOwnRoot, "sh", "-c", mountAndStart, "sh", String(diskBytes), folder],
            ...[process.execPath, script, JSON.stringify(options)],
          ],
          { stdio },
        );
  let stderr = "";
  child.stderr?.on("data", (text: Buffer) => {
    stderr += text.toString();
  });
  const gone = new Promise<void>((resolve) => child.once("exit", () => resolve()));
  const ready = await new Promise<NonNullable<Message["ready"]>>((resolve, reject) => {
    child.once("message", ({ ready: address, failed }: Message) => {
      if (address === undefined) reject(new Error(failed));
      else resolve(address);
    });
    void gone.then(() => reject(new Error(`The server ended: ${stderr}`)));
  });
  return {
    ...ready,
    pid: child.pid ?? 0,
    folder: diskBytes === undefined ? folder : `/proc/${child.pid}/root${folder}`,
    ask: createAsk(child, gone),
    async kill() {
      child.kill("SIGKILL");
      await gone;
    },
    stderr: () => stderr,
  };
}

function createAsk(child: ChildProcess, gone: Promise<void>): ChildServer["ask"] {
  let lastId = 0;
  return ((what: string, ms?: number) =>
    new Promise<unknown>((resolve, reject) => {
      lastId += 1;
      const id = lastId;
      const listen = (message: Message): void => {
        if (message.id !== id) return;
        child.off("message", listen);
        if (message.error === undefined) resolve(message.answer);
        else reject(new Error(message.error));
      };
      child.on("message", listen);
      void gone.then(() => reject(new Error("the server is gone")));
      child.send({ id, ask: what, ms }, (error) => {
        if (error !== null) reject(error);
      });
    })) as ChildServer["ask"];
}
