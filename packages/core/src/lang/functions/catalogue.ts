import { add, divide, modulo, multiply, subtract } from "./arithmetic-functions.ts";
import { between } from "./between.ts";
import type { BuiltIn } from "./built-in.ts";
import { cidrMatch } from "./cidr-match.ts";
import { concat } from "./concat.ts";
import { endsWith } from "./ends-with.ts";
import { indexOf } from "./index-of.ts";
import { length } from "./length.ts";
import { number } from "./number.ts";
import { startsWith } from "./starts-with.ts";
import { string } from "./string.ts";
import { stringContains } from "./string-contains.ts";
import { substring } from "./substring.ts";

/** All functions of the language; there are no others (specification section 5). */
export const builtIns: readonly BuiltIn[] = [
  add,
  between,
  cidrMatch,
  concat,
  divide,
  endsWith,
  indexOf,
  length,
  modulo,
  multiply,
  number,
  startsWith,
  string,
  stringContains,
  substring,
  subtract,
];

const byName: ReadonlyMap<string, BuiltIn> = new Map(
  builtIns.map((builtIn) => [builtIn.name.toLowerCase(), builtIn]),
);

/** A function by its name, whose letter case does not matter. */
export function findBuiltIn(name: string): BuiltIn | undefined {
  return byName.get(name.toLowerCase());
}

/** What to write instead of a function of the older dialect (specification section 9). */
export const olderFunctions: ReadonlyMap<string, string> = new Map([
  ["wildcard", 'Write `field : ("pattern", ...)`.'],
  ["match", 'Write `field regex ("expression", ...)`; the whole value must match, so add `.*` at the end.'],
  [
    "matchlite",
    'Write `field regex ("expression", ...)`; the whole value must match, so add `.*` at the end.',
  ],
  ["arraycontains", 'Write `field == "value"`: it holds when any value of the field is equal.'],
  [
    "arraysearch",
    "There is no such search; a condition on a field already holds when any one of its values fits.",
  ],
  [
    "arraycount",
    "There is no such count; a condition on a field already holds when any one of its values fits.",
  ],
  ["safe", "Remove it: a value that is absent gives no error."],
]);
