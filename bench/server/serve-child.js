// @ts-check
// The server, as `eqlite serve` starts it, in a process that can be asked about itself.
import { createWriteStream, readFileSync } from "node:fs";
import { join } from "node:path";
import { loadConfig } from "../../packages/server/dist/config/load-config.js";
import { createLog } from "../../packages/server/dist/platform/log.js";
import { startServer } from "../../packages/server/dist/serve/start-server.js";
import { answerParent, sharedMs } from "./child-process.js";

/** @type {import("../../packages/server/dist/serve/start-server.js").RunningServer | undefined} */
let running;
/** Before all executions of the scheduler. */
let startedAtMs = 0;
/** @type {number | undefined} */
let stoppedAtMs;
/** @type {{ id: string, ms: number }[]} */
let seen = [];

function server() {
  if (running === undefined) throw new Error("the server was not started");
  return running;
}

function usage() {
  const { user, system } = process.cpuUsage();
  const status = readFileSync("/proc/self/status", "utf8");
  const kilobytes = (/** @type {string} */ name) =>
    Number(new RegExp(`^${name}:\\s*(\\d+) kB$`, "m").exec(status)?.[1] ?? Number.NaN);
  return {
    cpuUs: user + system,
    mainUs: mainThreadUs(),
    atMs: performance.now(),
    rssMb: kilobytes("VmRSS") / 1e3,
    peakMb: kilobytes("VmHWM") / 1e3,
  };
}

/** Processor time of the thread that everything but packing runs in; in steps of 10 ms. */
function mainThreadUs() {
  const stat = readFileSync(`/proc/self/task/${process.pid}/stat`, "utf8");
  const [user = 0, system = 0] = stat.slice(stat.lastIndexOf(")")).split(" ").slice(12, 14).map(Number);
  return (user + system) * 10_000;
}

answerParent(
  {
    /** @param {{ folder: string, rules: string, live: boolean, scheduled: boolean }} options */
    async start({ folder, rules, live, scheduled }) {
      const loaded = loadConfig({
        flags: { data: join(folder, "data"), port: 0, rules: [rules], live, scheduled },
        env: {},
        currentFolder: folder,
        readFile: () => undefined,
      });
      if (!loaded.ok) throw new Error(JSON.stringify(loaded.problems));
      const log = createLog({
        level: "info",
        format: "json",
        destination: { write: fileWriter(join(folder, "server.log")), isTerminal: false },
      });
      const startedMs = performance.now();
      startedAtMs = Date.now();
      running = await startServer({
        config: loaded.config,
        log,
        clock: { nowMs: () => stoppedAtMs ?? Date.now() },
      });
      const { url, firstUser, data, detection } = running;
      data.alerts.subscribe((news) => {
        if (news.kind !== "added") return;
        const ms = sharedMs();
        for (const id of news.ids) seen.push({ id, ms });
      });
      return {
        url,
        firstUser,
        startMs: performance.now() - startedMs,
        rules: detection.ruleSet.current().rules.length,
      };
    },
    usage,
    async caughtUp() {
      await server().detection.live?.caughtUp();
    },
    live() {
      return server().detection.live?.status;
    },
    alertCount() {
      return server().data.alerts.lastChange();
    },
    forgetAlerts() {
      seen = [];
    },
    /** When alerts of events with such an id became visible. @param {string} prefix of the ids */
    alertsOf(prefix) {
      const { alerts } = server().data;
      return seen.flatMap(({ id, ms }) => {
        const document = alerts.get(id)?.document;
        /** @type {any} */
        const event = document?.["event"];
        const eventId = event?.id ?? document?.["event.id"];
        return typeof eventId === "string" && eventId.startsWith(prefix) ? [{ id: eventId, ms }] : [];
      });
    },
    stored() {
      return server().data.store.dataStreams();
    },
    async maintained() {
      await server().data.store.maintained();
    },
    /**
     * Runs all rules once. The clock is set back a little each time: then they are due again, and see the same events.
     * @param {"now" | "start"} from when it stood still first
     */
    async execute(from) {
      stoppedAtMs = (stoppedAtMs ?? (from === "now" ? Date.now() : startedAtMs)) - 1;
      const before = usage();
      await server().detection.scheduler.tick();
      const after = usage();
      const found = server()
        .data.database.prepare(
          `SELECT count(*) AS rules, max(events_searched) AS eventsSearched, sum(candidates) AS matches,
            sum(alerts_new) AS alertsNew, sum(alerts_known) AS alertsKnown, sum(alerts_dropped) AS alertsDropped,
            sum(status = 'failed') AS failed, max(error) AS error
          FROM executions WHERE started_ms = ?`,
        )
        .get(stoppedAtMs);
      return {
        seconds: (after.atMs - before.atMs) / 1e3,
        cpuSeconds: (after.cpuUs - before.cpuUs) / 1e6,
        mainSeconds: (after.mainUs - before.mainUs) / 1e6,
        .../** @type {object} */ (found),
      };
    },
    /** Lets the clock run again. */
    runClock() {
      stoppedAtMs = undefined;
    },
  },
  async () => {
    await running?.stop();
  },
);

/** @param {string} path */
function fileWriter(path) {
  const file = createWriteStream(path, { flags: "a" });
  return (/** @type {string} */ line) => void file.write(line);
}
