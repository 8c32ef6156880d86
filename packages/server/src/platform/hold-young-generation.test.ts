import { getHeapSpaceStatistics } from "node:v8";
import { expect, test } from "vitest";
import { holdYoungGeneration } from "./hold-young-generation.ts";

test("gives what the work gives, and fails as it fails", async () => {
  await expect(holdYoungGeneration(async () => 7)).resolves.toBe(7);
  await expect(holdYoungGeneration(() => Promise.reject(new Error("no such folder")))).rejects.toThrow(
    "no such folder",
  );
});

test("the young generation keeps its size during the work and grows again afterwards", async () => {
  await holdYoungGeneration(async () => {
    const before = youngBytes();
    await holdYoungGeneration(async () => makeObjects());
    makeObjects();
    expect(youngBytes()).toBeLessThanOrEqual(before);
  });
  const before = youngBytes();
  const kept = makeObjects();
  // It cannot grow beyond its full size, which an earlier test may have reached.
  expect(youngBytes()).toBeGreaterThan(Math.min(before, fullBytes - 1));
  expect(kept).toHaveLength(400_000);
});

/** V8's default on a machine of 64 bits. */
const fullBytes = 16 * 1024 * 1024;

/** Of which all stay alive, so that the young generation would grow. */
function makeObjects(): readonly object[] {
  return Array.from({ length: 400_000 }, (_, at) => ({ at, text: `object ${at}` }));
}

function youngBytes(): number {
  return getHeapSpaceStatistics().find(({ space_name }) => space_name === "new_space")?.space_size ?? 0;
}
