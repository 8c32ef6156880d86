import fc from "fast-check";

// Texts rather than values, so that a counterexample can be pasted into a table.

const stage = fc.tuple(fc.constantFrom("A", "A", "B", "C"), fc.boolean(), fc.constantFrom(1, 1, 1, 2, 3));

/** One to five stages with runs, missing events in every position, until, keys, maxspan or none. */
export const randomShape: fc.Arbitrary<string> = fc
  .tuple(
    fc.array(stage, { minLength: 1, maxLength: 4 }),
    fc.constantFrom("", "", " until U", " until A"),
    fc.constantFrom("", " by k", " by ?k"),
    fc.constantFrom(undefined, undefined, 1, 3, 6, 12),
  )
  .map(([written, until, by, maxspan]) => {
    // Missing events need a maxspan and an ordinary stage beside them.
    const mayMiss = maxspan !== undefined && written.some(([, missing]) => !missing);
    const stages = written.flatMap(([letter, missing, runs]) =>
      Array<string>(runs).fill(missing && mayMiss ? `!${letter}` : letter),
    );
    return `${stages.join(" ")}${until}${by}${maxspan === undefined ? "" : ` maxspan=${maxspan}`}`;
  });

const letters = fc.subarray(["A", "B", "C"], { minLength: 1 });
const endsToo = fc.constantFrom("", "", "", "", "", "U");
const keys = fc.oneof(
  { weight: 3, arbitrary: fc.constantFrom("1", "2") },
  fc.constantFrom("", "12", "32", "312"),
);
// Few different times, so that many are equal.
const seconds = fc.nat({ max: 14 });
const tiebreaker = fc.constantFrom("", "", "/t1", "/t2");

const event = fc
  .tuple(
    fc.oneof({ weight: 3, arbitrary: fc.constantFrom(["A"], ["B"], ["C"]) }, letters),
    endsToo,
    keys,
    seconds,
    tiebreaker,
  )
  .map(([fits, ends, key, time, tie]) => `${fits.join("")}${ends}${key}@${time}${tie}`);

/** Up to 30 events with equal timestamps, several stages at once and multi-valued keys, in any order. */
export const randomStream: fc.Arbitrary<string> = fc
  .array(event, { minLength: 1, maxLength: 30, size: "max" })
  .map((events) => events.join(" "));
