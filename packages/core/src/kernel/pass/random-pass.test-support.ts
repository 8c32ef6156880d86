import fc from "fast-check";
import { checkQuery } from "../../lang/index.ts";
import { catalogueOf } from "./run-pass.test-support.ts";

/** Fields of the random events: what they fit, and what they are joined by. */
export const passFields = {
  fits: "keyword",
  k: "keyword",
  n: "long",
  d: "double",
  ip: "ip",
  loose: "unknown",
  on: "boolean",
  num: "keyword",
  tie: "long",
  other: "date",
} as const;

const letters = ["A", "B", "C", "U"] as const;
type Letter = (typeof letters)[number];

/** Ways to ask for a letter: what the kernel tests itself, what it asks for, what it leaves, and what fails some events. */
function conditionFor(letter: Letter): fc.Arbitrary<string> {
  return fc.oneof(
    { weight: 6, arbitrary: fc.constant(`fits == "${letter}"`) },
    { weight: 2, arbitrary: fc.constant(`fits : "${letter.toLowerCase()}*"`) },
    { weight: 1, arbitrary: fc.constant(`fits regex "[${letter}]"`) },
    { weight: 1, arbitrary: fc.constant(`concat(fits, k) : "${letter}*"`) },
    { weight: 1, arbitrary: fc.constant(`fits == "${letter}" and number(num) > 0`) },
    { weight: 1, arbitrary: fc.constant(`number(num) > 0 and fits == "${letter}"`) },
    { weight: 1, arbitrary: fc.constant(`fits == "${letter}" and n / n == 1`) },
  );
}

const joinField = fc.constantFrom("k", "k", "?k", "n", "?n", "d", "ip", "?loose", "on", "num");
const pipes = fc.constantFrom("", "", "", " | head 2", " | tail 2", " | tail 3 | head 1");
const letter = fc.constantFrom<Letter>(...letters.slice(0, 3), "A", "A");

const stage = fc
  .tuple(
    letter.chain(conditionFor),
    fc.boolean(),
    fc.constantFrom("", "", "", " with runs=2", " with runs=3"),
    joinField,
  )
  .map(([condition, missing, runs, own]) => ({ condition, missing, runs, own }));

const sequence = fc
  .record({
    stages: fc.array(stage, { minLength: 2, maxLength: 4 }),
    until: fc.option(fc.tuple(fc.constantFrom<Letter>("U", "U", "A").chain(conditionFor), joinField), {
      nil: undefined,
    }),
    by: fc.constantFrom("", " by k", " by k", " by ?k", " by n", " by k, n", " by ?ip, k"),
    hasOwnKeys: fc.boolean(),
    maxspan: fc.constantFrom("", "", " with maxspan=1s", " with maxspan=4s", " with maxspan=9s"),
    pipes,
  })
  .map(({ stages, until, by, hasOwnKeys, maxspan, pipes: cut }) => {
    const own = (field: string): string => (hasOwnKeys ? ` by ${field}` : "");
    const mayMiss = maxspan !== "" && stages.some(({ missing }) => !missing);
    const written = stages.map(
      ({ condition, missing, runs, own: field }) =>
        `${missing && mayMiss ? "!" : ""}[any where ${condition}]${own(field)}${runs}`,
    );
    const end = until === undefined ? "" : ` until [any where ${until[0]}]${own(until[1])}`;
    return `sequence${by}${maxspan} ${written.join(" ")}${end}${cut}`;
  });

const eventQuery = fc
  .tuple(fc.constantFrom<Letter>(...letters).chain(conditionFor), pipes)
  .map(([condition, cut]) => `any where ${condition}${cut}`);

const sample = fc
  .tuple(
    fc.constantFrom("k", "?k", "n", "k, n"),
    fc.array(letter.chain(conditionFor), { minLength: 2, maxLength: 3 }),
  )
  .map(([by, conditions]) => `sample by ${by} ${conditions.map((one) => `[any where ${one}]`).join(" ")}`);

const catalogue = catalogueOf({ fields: passFields });
const isRight = (text: string): boolean => checkQuery(text, catalogue).ok;

/** Several queries at once, most of them sequences. */
export const randomQueries: fc.Arbitrary<readonly string[]> = fc.array(
  fc
    .oneof(
      { weight: 5, arbitrary: sequence },
      { weight: 2, arbitrary: eventQuery },
      { weight: 1, arbitrary: sample },
    )
    .filter(isRight),
  { minLength: 1, maxLength: 5 },
);

/** Queries whose hits are only numbers, so that passes can be put together. */
export const randomSharedQueries: fc.Arbitrary<readonly string[]> = fc.array(
  fc.oneof({ weight: 4, arbitrary: sequence }, { weight: 1, arbitrary: eventQuery }).filter(isRight),
  { minLength: 1, maxLength: 4 },
);

/** A time of few, in one of many forms; most of them the usual one. */
const time: fc.Arbitrary<string> = fc
  .tuple(
    fc.nat({ max: 12 }),
    fc.constantFrom(
      ...Array<string>(24).fill("usual"),
      ...["millis", "nanos", "moreNanos", "offset", "epoch", "epochText", "date", "escaped", "fraction"],
      ...["none", "null", "several", "odd"],
    ),
  )
  .map(([second, form]) => {
    const clock = `1970-01-01T00:00:${String(second).padStart(2, "0")}`;
    switch (form) {
      case "millis":
        return `"${clock}.000Z"`;
      case "nanos":
        return `"${clock}.000000001Z"`;
      case "moreNanos":
        return `"${clock}.000999999Z"`;
      case "offset":
        return `"1970-01-01T01:00:${String(second).padStart(2, "0")}+01:00"`;
      case "epoch":
        return String(second * 1_000);
      case "epochText":
        return `"${10_000 + second * 1_000}"`;
      case "date":
        return '"1970-01-01"';
      case "escaped":
        return `"${clock.replace("T", "\\u0054")}Z"`;
      case "fraction":
        return `${second * 1_000}.5`;
      case "none":
        return "";
      case "null":
        return "null";
      case "several":
        return `["${clock}Z","${clock}.5Z"]`;
      case "odd":
        return '"yesterday"';
      default:
        return `"${clock}Z"`;
    }
  });

const oneOrMore = (values: readonly string[]): fc.Arbitrary<string> =>
  fc.oneof(
    { weight: 6, arbitrary: fc.constantFrom(...values) },
    {
      weight: 1,
      arbitrary: fc.array(fc.constantFrom(...values), { maxLength: 3 }).map((list) => `[${list.join()}]`),
    },
    { weight: 1, arbitrary: fc.constant("") },
  );

const member = (name: string, value: fc.Arbitrary<string>): fc.Arbitrary<string> =>
  value.map((text) => (text === "" ? "" : `"${name}":${text}`));

const fitting = fc.oneof(
  { weight: 3, arbitrary: fc.constantFrom(...letters).map((one) => `"${one}"`) },
  fc.subarray([...letters], { minLength: 1 }).map((list) => JSON.stringify(list)),
);

/** An event as a line. A few are no event that the kernel judges. */
const line: fc.Arbitrary<string> = fc
  .tuple(
    member("@timestamp", time),
    fc.constantFrom(
      '"event":{"category":"process"}',
      '"event.category":"process"',
      '"event":{"category":["x","y"]}',
      '"x":1',
    ),
    member("fits", fitting),
    member("k", oneOrMore(['"1"', '"2"', '"\\u0031"', "1", "true", '"\\ud83d"', '"d83d"'])),
    member("n", oneOrMore(["1", "2", '"1"', "1.0", "1.9", "-0", "0", "9007199254740993"])),
    member("d", oneOrMore(["1", "1.0", "1.5", '"1"', "1e0"])),
    member("ip", oneOrMore(['"10.0.0.1"', '"::ffff:10.0.0.1"', '"::1"', '"0:0::1"', '"no"'])),
    member("loose", oneOrMore(['"1"', "1", "1.0", "true"])),
    member("on", oneOrMore(["true", "false", '"true"'])),
    member("num", fc.constantFrom('"1"', '"1"', '"1"', '"x"', "")),
    member("tie", fc.constantFrom("1", "2", '"a"', "")),
    member("other", time),
  )
  .map((members) => `{${members.filter((one) => one !== "").join(",")}}`);

/** Events in any order, many of them at the same time. */
export const randomLines: fc.Arbitrary<readonly string[]> = fc.array(line, {
  minLength: 1,
  maxLength: 30,
  size: "max",
});
