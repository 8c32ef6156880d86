import { setTimeout as sleep } from "node:timers/promises";
import { expect, it } from "vitest";
import { readAhead } from "./read-ahead.ts";

it("yields in order what is read at once, and reads no more than so many ahead", async () => {
  let underWay = 0;
  let most = 0;
  const read = async (item: number): Promise<string> => {
    underWay += 1;
    most = Math.max(most, underWay);
    await sleep(item % 2 === 0 ? 5 : 1);
    underWay -= 1;
    return `read ${item}`;
  };
  const found: (readonly [number, string])[] = [];
  for await (const one of readAhead([1, 2, 3, 4, 5, 6, 7], read, 3)) found.push(one);
  expect(found).toEqual([1, 2, 3, 4, 5, 6, 7].map((item) => [item, `read ${item}`]));
  expect(most).toBe(3);
});

it("throws what reading has thrown when the turn of its item has come", async () => {
  const read = async (item: number): Promise<number> => {
    if (item === 2) throw new Error("no second");
    return item;
  };
  const found: number[] = [];
  const all = async (): Promise<void> => {
    for await (const [item] of readAhead([1, 2, 3], read, 3)) found.push(item);
  };
  await expect(all()).rejects.toThrow("no second");
  expect(found).toEqual([1]);
});

it("reads nothing more once nobody asks", async () => {
  const read: number[] = [];
  const items = readAhead(
    Array.from({ length: 100 }, (_, at) => at),
    async (item) => {
      read.push(item);
    },
    2,
  );
  for await (const [item] of items) if (item === 3) break;
  expect(read).toEqual([0, 1, 2, 3, 4, 5]);
});
