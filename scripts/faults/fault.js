// @ts-check
// What the scripts of this folder share: a server in a process of its own, and what is sent to it.
import { fork } from "node:child_process";
import { fileURLToPath } from "node:url";

/**
 * A fault: `run` throws where the server has not survived it, and says in a line what was seen where it has.
 * @typedef {object} Fault
 * @property {string} title
 * @property {(scratch: Scratch) => Promise<string>} run
 *
 * @typedef {object} Scratch
 * @property {string} folder an empty one, gone afterwards
 * @property {(options: ServerOptions) => Promise<Server>} start servers that are ended afterwards
 *
 * @typedef {object} ServerOptions
 * @property {string} folder
 * @property {Record<string, string | boolean | string[]>} [flags]
 * @property {object} [judging] other bounds of judging
 *
 * @typedef {Awaited<ReturnType<typeof startServer>>} Server
 */

/**
 * @param {ServerOptions} options
 */
export async function startServer(options) {
  const script = fileURLToPath(new URL("run-server.js", import.meta.url));
  const child = fork(script, [JSON.stringify(options)], { stdio: ["ignore", "ignore", "inherit", "ipc"] });
  /** @type {Promise<void>} */
  const gone = new Promise((resolve) => child.once("exit", () => resolve()));
  /** @type {{ url: string, port: number }} */
  const ready = await new Promise((resolve, reject) => {
    child.once(
      "message",
      (/** @type {{ ready?: { url: string, port: number }, failed?: string }} */ message) => {
        if (message.ready === undefined) reject(new Error(message.failed));
        else resolve(message.ready);
      },
    );
    void gone.then(() => reject(new Error("the server ended before it was ready")));
  });
  let lastId = 0;
  return {
    ...ready,
    pid: child.pid ?? 0,
    /**
     * See run-server.js for what can be asked.
     * @param {string} what
     * @param {number} [ms]
     * @returns {Promise<any>}
     */
    ask(what, ms) {
      lastId += 1;
      const id = lastId;
      return new Promise((resolve, reject) => {
        const listen = (/** @type {{ id?: number, answer?: unknown, error?: string }} */ message) => {
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
      });
    },
    /** As `kill -9` does; resolved when it is gone. */
    async kill() {
      child.kill("SIGKILL");
      await gone;
    },
  };
}

/**
 * Ships lines; true where the server has said that all of them are stored.
 * @param {{ url: string }} server
 * @param {readonly object[]} events
 * @param {string} [index]
 */
export async function ship({ url }, events, index = "logs-test-default") {
  const body = events.map((event) => `{"create":{}}\n${JSON.stringify(event)}\n`).join("");
  const answer = await fetch(`${url}/${index}/_bulk?filter_path=errors`, {
    method: "POST",
    headers: { "content-type": "application/x-ndjson" },
    body,
  });
  const { errors } = /** @type {{ errors?: boolean }} */ (await answer.json());
  return answer.ok && errors === false;
}

/**
 * @param {boolean} holds
 * @param {string} what
 */
export function check(holds, what) {
  if (!holds) throw new Error(what);
}

/** @param {number} bytes */
export const mebibytes = (bytes) => Math.round(bytes / 1024 / 1024);

/**
 * A rule as a file has it.
 * @param {string} id
 * @param {string} query
 */
export function ruleOf(id, query) {
  return {
    rule_id: id,
    name: id,
    description: "A rule of a fault.",
    type: "eql",
    language: "eql",
    query,
    index: ["logs-*"],
    severity: "low",
    risk_score: 21,
    interval: "10s",
    from: "now-9m",
  };
}
