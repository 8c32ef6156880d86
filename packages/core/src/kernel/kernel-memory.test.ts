import fc from "fast-check";
import { expect, it } from "vitest";
import { createRandom } from "./fuzz/random.test-support.ts";
import { randomDocumentText } from "./fuzz/random-document-text.test-support.ts";
import { createKernelMemories } from "./kernel-memory.ts";
import { createKernelVerdicts, randomConditions } from "./verdicts.test-support.ts";

it("a kernel in the memory of others says what one in new memory says, for random conditions and events", () => {
  const memories = createKernelMemories();
  let reused = 0;
  fc.assert(
    fc.property(fc.integer({ min: 0, max: 2 ** 31 }), fc.integer({ min: 1, max: 2 }), (seed, atOnce) => {
      const random = createRandom(seed);
      const kernels = random.list(atOnce, atOnce, () => {
        const conditions = randomConditions(random, 12);
        const lines = random.list(1, 30, () => new TextDecoder().decode(randomDocumentText(random)));
        reused += memories.kept.length > 0 ? 1 : 0;
        return { conditions, lines, inOld: createKernelVerdicts(conditions, { memories }) };
      });
      for (const { conditions, lines, inOld } of kernels) {
        expect(inOld.ofLines(lines)).toEqual(createKernelVerdicts(conditions).ofLines(lines));
      }
      for (const { inOld } of kernels) inOld.kernel.release();
    }),
    { numRuns: 60 },
  );
  expect(reused).toBeGreaterThan(50);
});
