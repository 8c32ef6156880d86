import type { Random } from "./random.test-support.ts";
import { randomRegex, randomWildcard, stringLiteral } from "./random-pattern.test-support.ts";
import { fields, texts, textsOf, type ValueKind } from "./vocabulary.test-support.ts";

/** A random event query over the vocabulary. Nearly all are right; a few are refused when they are checked. */
export function randomQuery(random: Random): string {
  const category = random.pickWeighted([
    [6, "any"],
    [3, "process"],
    [1, "file"],
    [1, '"process "'],
  ]);
  return `${category} where ${randomCondition(random)}`;
}

/** A random EQL condition: leaves below `and`, `or` and `not`. */
export function randomCondition(random: Random, depth = 3): string {
  if (depth === 0 || random.chance(0.45)) return randomLeaf(random);
  const inner = (): string => randomCondition(random, depth - 1);
  const makers: readonly (readonly [number, () => string])[] = [
    [4, () => random.list(2, 3, inner).map(inParentheses).join(" and ")],
    [4, () => random.list(2, 3, inner).map(inParentheses).join(" or ")],
    [3, () => `not ${inParentheses(inner())}`],
    // Without parentheses, so that what binds tighter is tried as well.
    [1, () => `not ${randomLeaf(random)} and ${randomLeaf(random)} or ${randomLeaf(random)}`],
  ];
  return random.pickWeighted(makers)();
}

const inParentheses = (condition: string): string => `(${condition})`;

function randomLeaf(random: Random): string {
  return random.pickWeighted(leaves)(random);
}

type Maker = (random: Random) => string;

const leaves: readonly (readonly [number, Maker])[] = [
  [8, (random) => `${textField(random)} ${random.pick(equality)} ${textLiteral(random)}`],
  [2, (random) => `${textLiteral(random)} ${random.pick(equality)} ${textField(random)}`],
  [1, (random) => `${textOperand(random)} ${random.pick(order)} ${textLiteral(random)}`],
  // A constant takes the type of the field it is compared with.
  [1, (random) => `${textField(random)} ${random.pick(equality)} ${numberLiteral(random)}`],
  [1, (random) => `${numberField(random)} ${random.pick(comparison)} "${numberLiteral(random)}"`],
  [
    8,
    (random) =>
      `${textOperand(random)} ${random.pick([":", ":", "like", "like~"])} ${patterns(random, randomWildcard)}`,
  ],
  [
    5,
    (random) =>
      `${textOperand(random)} ${random.pick(sets)} (${random.list(1, 4, () => textLiteral(random)).join(", ")})`,
  ],
  [
    3,
    (random) => `${textOperand(random)} ${random.pick(["regex", "regex~"])} ${patterns(random, randomRegex)}`,
  ],
  [5, (random) => textTest(random)],
  [4, (random) => `${numberOperand(random)} ${random.pick(comparison)} ${numberLiteral(random)}`],
  [1, (random) => `${numberLiteral(random)} ${random.pick(comparison)} ${numberOperand(random)}`],
  [
    2,
    (random) =>
      `${numberField(random)} ${random.pick(["in", "not in"])} (${random.list(1, 4, () => numberLiteral(random)).join(", ")})`,
  ],
  // What fails the query: a whole number divided by zero.
  [
    2,
    (random) =>
      `${numberField(random)} ${random.pick(["/", "%"])} ${random.pick(["0", numberField(random)])} ${random.pick(comparison)} 1`,
  ],
  [3, (random) => `${anyOperand(random)} ${random.pick(["==", "!="])} null`],
  [
    2,
    (random) =>
      `${booleanField(random)}${random.pick(["", "", " == true", " == false", " != true", ' == "true"'])}`,
  ],
  [
    2,
    (random) =>
      `${fieldOf("ip", random)} ${random.pick(comparison)} ${stringLiteral(random.pick(textsOf("ip")), random)}`,
  ],
  [
    1,
    (random) =>
      `${fieldOf("ip", random)} ${random.pick(equality)} ${stringLiteral(random.pick(blocks), random)}`,
  ],
  [
    2,
    (random) =>
      `cidrMatch(${fieldOf("ip", random)}, ${random.list(1, 3, () => stringLiteral(random.pick(blocks), random)).join(", ")})`,
  ],
  [2, (random) => `${fieldOf("date", random)} ${random.pick(comparison)} ${dateLiteral(random)}`],
  [
    1,
    (random) =>
      `${fieldOf("version", random)} ${random.pick(comparison)} ${stringLiteral(random.pick(textsOf("version")), random)}`,
  ],
  [
    1,
    (random) =>
      `${random.pick(["?no.such.field", "?`näme`"])} ${random.pick(["== null", "!= null", ': "a*"', '== "a"', "> 1"])}`,
  ],
  [1, (random) => random.pick(["true", "false", "1 == 1", 'length("ab") > 2', "null == null"])],
];

const equality = ["==", "==", "!="];
const order = ["<", "<=", ">", ">="];
const comparison = ["==", "!=", ...order];
const sets = ["in", "in~", "not in", "not in~"];
const blocks = [
  "10.0.0.0/8",
  "10.9.9.9/31",
  "0.0.0.0/0",
  "192.168.1.0/24",
  "::/0",
  "fe80::/10",
  "::ffff:0:0/96",
  "10.0.0.1/32",
];

/** A field by its kind; now and then marked as optional, which changes nothing for a field that is mapped. */
function fieldOf(kind: ValueKind, random: Random): string {
  const { name } = random.pick(fields.filter((field) => field.kind === kind));
  const spelled = name
    .split(".")
    .map((segment) =>
      /^[A-Za-z_@][A-Za-z0-9_]*$/.test(segment) && random.chance(0.97) ? segment : `\`${segment}\``,
    )
    .join(".");
  return random.chance(0.05) ? `?${spelled}` : spelled;
}

function textField(random: Random): string {
  const kind = random.pickWeighted<ValueKind>([
    [4, "text"],
    [2, "path"],
    [2, "category"],
  ]);
  return fieldOf(kind, random);
}

const numberField: Maker = (random) => fieldOf("number", random);
const booleanField: Maker = (random) => fieldOf("boolean", random);

/** A text that events hold; the long ones seldom. */
function someText(random: Random): string {
  const kind = random.pickWeighted<ValueKind>([
    [4, "text"],
    [2, "path"],
    [2, "category"],
  ]);
  return kind === "text" ? random.pick(texts) : random.pick(textsOf(kind));
}

const textLiteral: Maker = (random) => stringLiteral(someText(random), random);

/** One pattern or a list of some. */
function patterns(random: Random, make: (text: string, random: Random) => string): string {
  const one = (): string => stringLiteral(make(someText(random), random), random);
  return random.chance(0.6) ? one() : `(${random.list(1, 4, one).join(", ")})`;
}

/** A field, or a text computed from one or two. */
function textOperand(random: Random): string {
  if (random.chance(0.75)) return textField(random);
  const makers: readonly Maker[] = [
    () =>
      `concat(${textField(random)}, ${textLiteral(random)}, ${random.chance(0.5) ? textField(random) : numberField(random)})`,
    () =>
      `substring(${textField(random)}, ${random.pick(["0", "1", "-3"])}${random.pick(["", ", 3", ", -1"])})`,
    () =>
      `between${random.pick(["", "~"])}(${textField(random)}, ${textLiteral(random)}, ${textLiteral(random)}${random.pick(["", ", true", ", false"])})`,
    () => `string(${random.pick([numberField, booleanField, textField])(random)})`,
    () => `string(${fieldOf(random.pick(["ip", "date", "version"]), random)})`,
  ];
  return random.pick(makers)(random);
}

/** A function that is true or false of a text. */
function textTest(random: Random): string {
  const name =
    random.pick(["startsWith", "endsWith", "stringContains", "STARTSWITH"]) + random.pick(["", "~"]);
  const part = random.pickWeighted<Maker>([
    [3, textLiteral],
    [3, () => stringLiteral(partOf(someText(random), random), random)],
    [1, textField],
  ]);
  return `${name}(${textOperand(random)}, ${part(random)})${random.pick(["", "", " == true", " == false"])}`;
}

function partOf(text: string, random: Random): string {
  const characters = [...text];
  const from = random.int(characters.length + 1);
  return characters.slice(random.chance(0.5) ? 0 : from, from + random.int(4)).join("");
}

/** A number field, or a number computed from fields: also what fails, as a whole number divided by zero does. */
function numberOperand(random: Random): string {
  if (random.chance(0.6)) return numberField(random);
  const makers: readonly Maker[] = [
    () => `length(${textOperand(random)})`,
    () =>
      `indexOf${random.pick(["", "~"])}(${textField(random)}, ${textLiteral(random)}${random.pick(["", ", 1"])})`,
    () => `number(${random.pick([() => textField(random), () => `string(${numberField(random)})`])()})`,
    () => `(${numberField(random)} ${random.pick(["+", "-", "*", "/", "%"])} ${numberField(random)})`,
    () =>
      `(${numberField(random)} ${random.pick(["+", "-", "*", "/", "%"])} ${random.pick(["0", "1", "2", "2.5", "9223372036854775807"])})`,
    () => `-${numberField(random)}`,
    () =>
      `${random.pick(["add", "subtract", "divide", "modulo", "multiply"])}(${numberField(random)}, ${numberField(random)})`,
  ];
  return random.pick(makers)(random);
}

const numberLiteral: Maker = (random) =>
  random.pickWeighted([
    [6, random.pick(textsOf("number"))],
    [2, random.pick(["-1", "1.0", "2.5", "7.5", "1e3", "0.1", "-0", "100"])],
    [1, random.pick(["2147483648", "9007199254740993", "9223372036854775807", "1767225600000"])],
  ]);

const dateLiteral: Maker = (random) =>
  random.chance(0.85)
    ? stringLiteral(
        random.pick([
          ...textsOf("date").filter((text) => text.includes("-")),
          "2026",
          "2026-01",
          "2026-01-01T00:00",
          "2026-01-01||/d",
        ]),
        random,
      )
    : "1767225600000";

const anyOperand: Maker = (random) =>
  random.pick([
    textOperand,
    numberOperand,
    booleanField,
    () => fieldOf("ip", random),
    () => fieldOf("date", random),
  ])(random);
