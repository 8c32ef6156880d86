import { expect, it } from "vitest";
import { createDamageRecord } from "./damage-record.ts";
import { storesLimits } from "./stores-limits.ts";

it("counts all problems by what they mean, and keeps the words of the first", () => {
  const damage = createDamageRecord();
  const most = storesLimits.rememberedProblems;
  for (let n = 0; n <= most; n += 1) damage.add({ kind: "damaged-frames", message: `m${n}`, path: "p" });
  damage.add({ kind: "cut-tail", message: "cut", path: "p" });
  damage.add({ kind: "maintenance-failed", message: "failed", path: "p" });
  damage.add({ kind: "listener-failed", message: "threw", path: "p" });
  damage.add({ kind: "index-made-again", message: "nothing lost", path: "p" });
  const { damaged, cut, failing } = damage.counts();
  expect(damaged.count).toBe(most + 1);
  expect(damaged.first).toHaveLength(most);
  expect(cut).toEqual({ count: 1, first: ["cut"] });
  expect(failing).toEqual({ count: 2, first: ["failed", "threw"] });
});
