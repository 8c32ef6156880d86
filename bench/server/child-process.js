// @ts-check
// Two processes that ask each other: the one that measures, and one that it has started.
import { fork } from "node:child_process";
import { fileURLToPath } from "node:url";

/** @typedef {Awaited<ReturnType<typeof startChild>>} Child */

/**
 * Starts a script of this folder, and waits until it can be asked.
 * @param {string} script
 * @param {readonly string[]} [nodeOptions] such as `--cpu-prof`
 */
export async function startChild(script, nodeOptions = []) {
  const child = fork(fileURLToPath(new URL(script, import.meta.url)), [], { execArgv: [...nodeOptions] });
  /** @type {Map<number, { resolve(value: any): void, reject(error: Error): void }>} */
  const waiting = new Map();
  let asked = 0;
  /** @type {Promise<void>} */
  const exited = new Promise((resolve) => child.once("exit", () => resolve()));
  void exited.then(() => {
    for (const { reject } of waiting.values()) reject(new Error(`${script} ended before it had answered`));
  });
  await new Promise((resolve) => child.once("message", resolve));
  child.on("message", (/** @type {{ number: number, value?: unknown, error?: string }} */ message) => {
    const asker = waiting.get(message.number);
    waiting.delete(message.number);
    if (message.error === undefined) asker?.resolve(message.value);
    else asker?.reject(new Error(`${script}: ${message.error}`));
  });
  return {
    pid: child.pid ?? 0,
    /**
     * @param {string} name
     * @param {unknown} [argument]
     * @returns {Promise<any>}
     */
    ask(name, argument) {
      asked += 1;
      const number = asked;
      return new Promise((resolve, reject) => {
        waiting.set(number, { resolve, reject });
        child.send({ number, name, argument });
      });
    },
    async stop() {
      if (child.exitCode !== null) return;
      child.send({ number: 0, name: "end" });
      await exited;
    },
  };
}

/**
 * To be called once by a script that `startChild` has started.
 * @param {Record<string, (argument: any) => unknown>} answers by what is asked
 * @param {() => Promise<void> | void} [end] called before the process ends
 */
export function answerParent(answers, end = () => {}) {
  process.on(
    "message",
    async (/** @type {{ number: number, name: string, argument: unknown }} */ message) => {
      const { number, name, argument } = message;
      if (name === "end") {
        await end();
        process.exit(0);
      }
      try {
        process.send?.({ number, value: await answers[name]?.(argument) });
      } catch (error) {
        process.send?.({
          number,
          error: error instanceof Error ? (error.stack ?? error.message) : String(error),
        });
      }
    },
  );
  // Whoever has started this process may end without a word.
  process.on("disconnect", () => process.exit(1));
  process.send?.("ready");
}

/** Milliseconds of a clock that all processes of the machine share. */
export function sharedMs() {
  return Number(process.hrtime.bigint()) / 1e6;
}
