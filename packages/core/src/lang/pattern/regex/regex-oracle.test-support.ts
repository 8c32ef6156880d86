import fc from "fast-check";

/** An expression as a tree of its own, so that the oracle shares nothing with the parser. */
export type ExpressionModel =
  | { readonly kind: "char"; readonly char: string }
  | { readonly kind: "quoted"; readonly text: string }
  | { readonly kind: "class"; readonly pattern: string }
  | { readonly kind: "any-text" }
  | { readonly kind: "nothing" }
  | { readonly kind: "empty" }
  | { readonly kind: "interval"; readonly min: number; readonly max: number; readonly padded: boolean }
  | { readonly kind: "repeat"; readonly item: ExpressionModel; readonly min: number; readonly max: number }
  | { readonly kind: "not"; readonly item: ExpressionModel }
  | { readonly kind: "concat" | "and" | "or"; readonly items: readonly ExpressionModel[] };

const intervalWidth = 2;

/** The expression in Lucene's dialect; groups only where the binding needs them, or around a repetition in another. */
export function writeExpression(model: ExpressionModel, options = { stackQuantifiers: true }): string {
  const inGroup = (item: ExpressionModel, kinds: readonly ExpressionModel["kind"][]): string => {
    const written = writeExpression(item, options);
    return kinds.includes(item.kind) ? `(${written})` : written;
  };
  switch (model.kind) {
    case "char":
      return /^[\w\n]$/u.test(model.char) || model.char > "~" ? model.char : `\\${model.char}`;
    case "quoted":
      return `"${model.text}"`;
    case "class":
      return model.pattern;
    case "any-text":
      return "@";
    case "nothing":
      return "#";
    case "empty":
      return "()";
    case "interval":
      return model.padded
        ? `<${String(model.min).padStart(intervalWidth, "0")}-${String(model.max).padStart(intervalWidth, "0")}>`
        : `<${model.min}-0${model.max}>`;
    case "repeat":
      return `${inGroup(model.item, options.stackQuantifiers ? ["concat", "and", "or"] : ["concat", "or", "repeat"])}${writeQuantifier(model.min, model.max)}`;
    case "not":
      return `~${inGroup(model.item, ["concat", "and", "or", "repeat"])}`;
    case "concat":
      return model.items.map((item) => inGroup(item, ["and", "or", "concat"])).join("");
    case "and":
      return model.items.map((item) => inGroup(item, ["and", "or"])).join("&");
    case "or":
      return model.items.map((item) => inGroup(item, ["or"])).join("|");
  }
}

function writeQuantifier(min: number, max: number): string {
  if (min === 0 && max === 1) return "?";
  if (min === 0 && max === Infinity) return "*";
  if (min === 1 && max === Infinity) return "+";
  if (max === Infinity) return `{${min},}`;
  return min === max ? `{${min}}` : `{${min},${max}}`;
}

/** Whether the expression matches the whole value, by the definition of each operator. */
export function matchesModel(model: ExpressionModel, value: string, foldCase: boolean): boolean {
  const characters = [...value];
  return ends(model, characters, 0, foldCase).has(characters.length);
}

/** All places where a match that begins at `from` can end. */
function ends(
  model: ExpressionModel,
  value: readonly string[],
  from: number,
  foldCase: boolean,
): Set<number> {
  const all = Array.from({ length: value.length - from + 1 }, (_, index) => from + index);
  const textTo = (to: number): string => value.slice(from, to).join("");
  switch (model.kind) {
    case "char":
      return new Set(all.filter((to) => sameText(textTo(to), model.char, foldCase)));
    case "quoted":
      return new Set(all.filter((to) => sameText(textTo(to), model.text, foldCase)));
    case "class": {
      const native = new RegExp(`^${model.pattern}$`, foldCase ? "sui" : "su");
      return new Set(all.filter((to) => to === from + 1 && native.test(textTo(to))));
    }
    case "any-text":
      return new Set(all);
    case "nothing":
      return new Set();
    case "empty":
      return new Set([from]);
    case "interval":
      return new Set(all.filter((to) => isInInterval(textTo(to), model)));
    case "repeat":
      return repeatEnds(model, value, from, foldCase);
    case "not": {
      const taken = ends(model.item, value, from, foldCase);
      return new Set(all.filter((to) => !taken.has(to)));
    }
    case "concat": {
      let starts = new Set([from]);
      for (const item of model.items) {
        starts = new Set(Array.from(starts, (start) => [...ends(item, value, start, foldCase)]).flat());
      }
      return starts;
    }
    case "and": {
      const own = model.items.map((item) => ends(item, value, from, foldCase));
      return new Set(all.filter((to) => own.every((places) => places.has(to))));
    }
    case "or":
      return new Set(model.items.flatMap((item) => [...ends(item, value, from, foldCase)]));
  }
}

function sameText(a: string, b: string, foldCase: boolean): boolean {
  return foldCase ? a.toLowerCase() === b.toLowerCase() : a === b;
}

function isInInterval(text: string, interval: { min: number; max: number; padded: boolean }): boolean {
  if (!/^[0-9]+$/.test(text) || (interval.padded && text.length !== intervalWidth)) return false;
  return Number(text) >= interval.min && Number(text) <= interval.max;
}

function repeatEnds(
  model: { readonly item: ExpressionModel; readonly min: number; readonly max: number },
  value: readonly string[],
  from: number,
  foldCase: boolean,
): Set<number> {
  const found = new Set<number>();
  let current = new Set([from]);
  // After as many rounds as there are places, more repetitions reach nothing new.
  const rounds = Math.min(model.max, model.min + value.length + 1);
  for (let round = 0; round <= rounds; round += 1) {
    if (round >= model.min) for (const to of current) found.add(to);
    current = new Set([...current].flatMap((start) => [...ends(model.item, value, start, foldCase)]));
  }
  return found;
}

const char = fc
  .constantFrom("a", "b", "A", "1", "0", "\n", "😀", ".", "*")
  .map((char) => ({ kind: "char" as const, char }));
const charClass = fc
  .constantFrom(
    ".",
    "[ab]",
    "[^a]",
    "[a-z]",
    "[^a-zA]",
    "\\d",
    "\\D",
    "\\s",
    "\\S",
    "\\w",
    "\\W",
    "[\\d\\n]".replace("\\n", "\n"),
    "[^\\s1]",
    "[😀b]",
  )
  .map((pattern) => ({ kind: "class" as const, pattern }));
const repeatRange = fc.constantFrom<[number, number]>(
  [0, 1],
  [0, Infinity],
  [1, Infinity],
  [2, 2],
  [0, 2],
  [1, 3],
  [2, Infinity],
  [0, 0],
);

function expression(
  leaf: fc.Arbitrary<ExpressionModel>,
  withBoolean: boolean,
): fc.Arbitrary<ExpressionModel> {
  const { tree } = fc.letrec<{ tree: ExpressionModel }>((tie) => {
    const items = fc.array(tie("tree"), { minLength: 2, maxLength: 3 });
    const branches: fc.Arbitrary<ExpressionModel>[] = [
      fc
        .record({ kind: fc.constant("repeat" as const), item: tie("tree"), range: repeatRange })
        .map(({ item, range: [min, max] }) => ({ kind: "repeat" as const, item, min, max })),
      fc.record({ kind: fc.constantFrom("concat" as const, "or" as const), items }),
    ];
    if (withBoolean) {
      branches.push(
        fc.record({ kind: fc.constant("not" as const), item: tie("tree") }),
        fc.record({ kind: fc.constant("and" as const), items }),
      );
    }
    return { tree: fc.oneof({ maxDepth: 4, withCrossShrink: true }, leaf, ...branches) };
  });
  return tree;
}

/** Expressions with every operator, over a few characters. */
export const anyExpression = expression(
  fc.oneof(
    { weight: 4, arbitrary: char },
    { weight: 2, arbitrary: charClass },
    fc.constantFrom<ExpressionModel>({ kind: "any-text" }, { kind: "nothing" }, { kind: "empty" }),
    fc.constantFrom("ab", "a.b", "", "1*").map((text) => ({ kind: "quoted" as const, text })),
    fc
      .tuple(fc.integer({ min: 0, max: 99 }), fc.integer({ min: 0, max: 99 }), fc.boolean())
      .map(([a, b, padded]) => ({
        kind: "interval" as const,
        min: Math.min(a, b),
        max: Math.max(a, b),
        padded,
      })),
  ),
  true,
);

/** Expressions that mean the same in JavaScript. */
export const commonExpression = expression(fc.oneof({ weight: 2, arbitrary: char }, charClass), false);
