import { expect, it } from "vitest";
import { createAsyncSearches } from "./async-searches.ts";
import { createSearchTurns } from "./search-turns.ts";

it("few tasks run at once, some wait, and the others are turned away", async () => {
  const turns = createSearchTurns({ maxConcurrent: 1, maxWaiting: 1 });
  const order: string[] = [];
  let end = (): void => {};
  const first = turns.run(() => new Promise<void>((resolve) => (end = resolve)));
  const second = turns.run(async () => order.push("second"));
  await expect(turns.run(async () => order.push("third"))).rejects.toThrow(/too many searches/);
  expect(order).toEqual([]);
  end();
  await Promise.all([first, second]);
  expect(order).toEqual(["second"]);
  await turns.run(async () => order.push("fourth"));
  expect(order).toEqual(["second", "fourth"]);
});

it("who gives up does not wait, and a task that fails ends its turn", async () => {
  const turns = createSearchTurns({ maxConcurrent: 1, maxWaiting: 1 });
  let end = (): void => {};
  const first = turns.run(() => new Promise<void>((_, reject) => (end = () => reject(new Error("failed")))));
  const gone = new AbortController();
  const second = turns.run(async () => 2, gone.signal);
  gone.abort(new Error("gone"));
  await expect(second).rejects.toThrow("gone");
  const third = turns.run(async () => 3);
  end();
  await expect(first).rejects.toThrow("failed");
  expect(await third).toBe(3);
});

it("searches are kept for a time, and only so many", async () => {
  let ms = 0;
  const searches = createAsyncSearches<number>({ nowMs: () => ms }, 1);
  const signals: AbortSignal[] = [];
  const run = (signal: AbortSignal): Promise<number> => {
    signals.push(signal);
    return Promise.resolve(1);
  };
  const { id } = searches.start(10, run);
  await searches.get(id).wait(1_000);
  expect(searches.get(id).outcome).toEqual({ answer: 1 });
  expect(() => searches.start(10, run)).toThrow(/kept already/);
  ms = 10;
  expect(() => searches.get(id)).toThrow(/there is no search/);
  expect(signals[0]?.aborted).toBe(true);
  searches.delete(searches.start(10, run).id);
  expect(signals[1]?.aborted).toBe(true);
});
