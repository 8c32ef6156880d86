import { expect, it } from "vitest";
import { createRememberedIds } from "./remembered-ids.ts";

it("the last ids are known, at least so many and not for ever", () => {
  const ids = createRememberedIds(1_000, [7, 8]);
  const known = (): number[] =>
    Array.from({ length: 5_000 }, (_, i) => i).filter((i) => ids.has("logs", `id-${i}`));
  expect(known()).toEqual([]);
  for (let i = 0; i < 5_000; i += 1) ids.add("logs", `id-${i}`);
  const remembered = known();
  expect(remembered.length).toBeGreaterThanOrEqual(1_000);
  expect(remembered.length).toBeLessThanOrEqual(2_000);
  expect(remembered).toEqual(
    Array.from({ length: remembered.length }, (_, i) => 5_000 - remembered.length + i),
  );
});

it("an id belongs to its data stream", () => {
  const ids = createRememberedIds(10, [7, 8]);
  ids.add("a", "bc");
  expect([ids.has("a", "bc"), ids.has("ab", "c"), ids.has("b", "bc")]).toEqual([true, false, false]);
});

it("ids that look alike are told apart", () => {
  const ids = createRememberedIds(100_000, [7, 8]);
  for (let i = 0; i < 100_000; i += 2) ids.add("logs", String(i));
  const wrong = Array.from({ length: 50_000 }, (_, i) => String(2 * i + 1)).filter((id) =>
    ids.has("logs", id),
  );
  expect(wrong).toEqual([]);
});
