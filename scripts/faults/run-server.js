// @ts-check
// A server in a process of its own, which tests and scripts may kill. Its parent speaks to it over the channel of fork():
// { id, ask, … } is answered with { id, answer } or { id, error }. The first message is { ready } with its address.
import { loadConfig } from "../../packages/server/dist/config/load-config.js";
import { createLog } from "../../packages/server/dist/platform/log.js";
import { startServer } from "../../packages/server/dist/serve/start-server.js";

/**
 * @typedef {object} Start
 * @property {string} folder
 * @property {Record<string, string | boolean | string[]>} [flags]
 * @property {import("../../packages/server/dist/serve/start-server.js").ServerOptions["judging"]} [judging]
 * @type {Start}
 */
const { folder, flags = {}, judging } = JSON.parse(process.argv[2] ?? "{}");
const loaded = loadConfig({
  flags: { data: folder, port: "0", demo: true, log_level: "warn", ...flags },
  env: {},
  currentFolder: folder,
  readFile: () => undefined,
});
if (!loaded.ok) throw new Error(JSON.stringify(loaded.problems));

/** Time that the parent lets go by at once. */
let ahead = 0;
let elapsedAhead = 0;
const server = await startServer({
  config: loaded.config,
  log: createLog({
    level: loaded.config.logLevel,
    format: "json",
    destination: { isTerminal: false, write: (line) => void process.stderr.write(line) },
  }),
  clock: { nowMs: () => Date.now() + ahead },
  elapsed: { nowMs: () => performance.now() + elapsedAhead },
  judging,
}).catch((error) => {
  process.send?.({ failed: error instanceof Error ? error.message : String(error) });
  process.exit(1);
});

/** One after the other: all documents at once would be what memory is measured by. */
function* briefAlerts() {
  for (const { id, document } of server.data.alerts.scan({}, "oldest-first")) {
    yield {
      id,
      rule: document["kibana.alert.rule.rule_id"],
      isBlock: document["kibana.alert.building_block_type"] !== undefined,
    };
  }
}

/** @param {{ ask: string, ms?: number }} message */
async function answer({ ask, ms = 0 }) {
  switch (ask) {
    case "alerts":
      return [...briefAlerts()];
    case "events":
      return server.data.store.dataStreams().reduce((sum, { events }) => sum + events, 0);
    case "caught up":
      return server.detection.live?.caughtUp();
    case "advance":
      ahead += ms;
      elapsedAhead += ms;
      return undefined;
    case "set clock":
      ahead += ms;
      return undefined;
    case "tick":
      return server.detection.scheduler.tick();
    case "executions":
      return server.data.rules
        .all()
        .flatMap(({ ruleId }) => server.data.executions.history(ruleId, { pageSize: 100 }).executions);
    case "memory":
      return process.memoryUsage().rss;
    case "stop":
      return server.stop();
    default:
      throw new Error(`"${ask}" is not understood`);
  }
}

process.on("message", (/** @type {{ id: number, ask: string, ms?: number }} */ message) => {
  answer(message).then(
    (result) => process.send?.({ id: message.id, answer: result }),
    (error) => process.send?.({ id: message.id, error: String(error) }),
  );
});
process.on("disconnect", () => process.exit(0));
process.send?.({ ready: { url: server.url, port: server.port } });
