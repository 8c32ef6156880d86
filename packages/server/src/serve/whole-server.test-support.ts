import { mkdtempSync } from "node:fs";
import { join } from "node:path";
import { afterAll, afterEach } from "vitest";
import { loadConfig } from "../config/load-config.ts";
import type { ServerConfig } from "../config/settings.ts";
import { type ScratchFolder, scratchFolder } from "../events/scratch-folder.test-support.ts";
import type { Clock } from "../platform/clock.ts";
import { createLog } from "../platform/log.ts";
import { type RunningServer, startServer } from "./start-server.ts";

/** A clock that is set by hand. */
export interface SetClock extends Clock {
  set(ms: number): void;
  advance(ms: number): void;
}

export function createSetClock(startMs: number = Date.UTC(2026, 5, 8, 12)): SetClock {
  let now = startMs;
  return {
    nowMs: () => now,
    set(ms) {
      now = ms;
    },
    advance(ms) {
      now += ms;
    },
  };
}

export interface WholeServer extends RunningServer {
  readonly folder: string;
  /** The time of day, which may be set at will. */
  readonly clock: SetClock;
  /** The time by which sequences are remembered and decided. */
  readonly elapsed: SetClock;
  /** What was logged, warnings and graver. */
  readonly logged: readonly string[];
}

export interface WholeServerOptions {
  /** A folder that a server has used before; a new one where it is left out. */
  readonly folder?: string;
  /** Files and folders; the bundled rules where they are left out. */
  readonly rules?: readonly string[];
  readonly clock?: SetClock;
  readonly config?: Partial<ServerConfig>;
}

export interface WholeServers {
  readonly scratch: ScratchFolder;
  newFolder(): string;
  /** A whole server on a free port of this machine, without scheduled executions unless a test starts them. */
  start(options?: WholeServerOptions): Promise<WholeServer>;
}

/**
 * Servers that are stopped after each test, in folders that are removed in the end. Those of a file stay for all of its tests,
 * which must not change what others of them look at.
 */
export function wholeServers(lifetime: "test" | "file" = "test"): WholeServers {
  const scratch = scratchFolder();
  const running: RunningServer[] = [];
  const stopAll = async (): Promise<void> => {
    for (const server of running.splice(0)) await server.stop();
  };
  if (lifetime === "test") afterEach(stopAll);
  else afterAll(stopAll);
  const newFolder = (): string => mkdtempSync(join(scratch.path, "data-"));
  return {
    scratch,
    newFolder,
    async start({ folder = newFolder(), rules, clock = createSetClock(), config = {} } = {}) {
      const logged: string[] = [];
      const log = createLog({
        level: "warn",
        format: "json",
        destination: { isTerminal: false, write: (line) => void logged.push(line) },
      });
      const elapsed = createSetClock(0);
      const server = await startServer({
        config: { ...testConfig(folder, rules), scheduled: false, ...config },
        log,
        clock,
        elapsed,
      });
      running.push(server);
      return { ...server, folder, clock, elapsed, logged };
    },
  };
}

/** The standard configuration for a folder, open to this machine. */
export function testConfig(folder: string, rules: readonly string[] = []): ServerConfig {
  const loaded = loadConfig({
    flags: { data: folder, port: "0", demo: true, rules: [...rules] },
    env: {},
    currentFolder: folder,
    readFile: () => undefined,
  });
  if (!loaded.ok) throw new Error(JSON.stringify(loaded.problems));
  return loaded.config;
}
