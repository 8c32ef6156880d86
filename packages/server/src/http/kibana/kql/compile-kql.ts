import { foldAscii } from "@eqlite/core/lang";
import { OperationalError } from "../../../platform/operational-error.ts";
import type { KqlNode, KqlValue } from "./parse-kql.ts";

/** A field of the objects that are filtered, with how its values are compared (specification 10.2). */
export interface KqlField<T> {
  readonly type: "keyword" | "text" | "boolean" | "number";
  readonly read: (item: T) => readonly (string | number | boolean)[];
}

export type KqlFields<T> = ReadonlyMap<string, KqlField<T>>;

type Test<T> = (item: T) => boolean;

/** Throws `bad-request` for a field that is not among them. */
export function compileKql<T>(node: KqlNode, fields: KqlFields<T>): Test<T> {
  switch (node.kind) {
    case "All":
      return () => true;
    case "And": {
      const tests = node.operands.map((operand) => compileKql(operand, fields));
      return (item) => tests.every((test) => test(item));
    }
    case "Or": {
      const tests = node.operands.map((operand) => compileKql(operand, fields));
      return (item) => tests.some((test) => test(item));
    }
    case "Not": {
      const test = compileKql(node.operand, fields);
      return (item) => !test(item);
    }
    case "Is": {
      const { type, read } = fieldOf(node.field, fields);
      const { pieces } = node.value;
      if (pieces.length > 1 && pieces.every((piece) => piece === "")) return (item) => read(item).length > 0;
      const fits = compileValue(type, node.value);
      return (item) => read(item).some(fits);
    }
    case "Range":
      return compileRange(node, fieldOf(node.field, fields));
  }
}

function fieldOf<T>(name: string, fields: KqlFields<T>): KqlField<T> {
  const field = fields.get(name);
  if (field !== undefined) return field;
  throw new OperationalError(
    "bad-request",
    `The filter asks for "${name.slice(0, 200)}"; the fields are ${[...fields.keys()].join(", ")}.`,
  );
}

function compileValue(
  type: KqlField<unknown>["type"],
  { isQuoted, pieces }: KqlValue,
): (value: string | number | boolean) => boolean {
  const [first = ""] = pieces;
  switch (type) {
    case "boolean":
      return (value) => String(value) === first.toLowerCase();
    case "number": {
      const number = Number(first);
      return (value) => value === number;
    }
    case "keyword":
      return (value) => fitsPieces(String(value), pieces);
    case "text": {
      const folded = pieces.map(foldAscii);
      if (pieces.length > 1) {
        // A word of the text, or the text as a whole.
        return (value) => {
          const text = foldAscii(String(value));
          return fitsPieces(text, folded) || wordsOf(text).some((word) => fitsPieces(word, folded));
        };
      }
      const wanted = wordsOf(folded[0] ?? "");
      if (isQuoted) return (value) => holdsPhrase(wordsOf(foldAscii(String(value))), wanted);
      return (value) => {
        const words = new Set(wordsOf(foldAscii(String(value))));
        return wanted.some((word) => words.has(word));
      };
    }
  }
}

/** Whether a text is the pieces in their order, with anything in between. */
function fitsPieces(text: string, pieces: readonly string[]): boolean {
  const [first = "", ...rest] = pieces;
  const last = rest.pop();
  if (last === undefined) return text === first;
  if (!text.startsWith(first) || !text.endsWith(last)) return false;
  let at = first.length;
  const end = text.length - last.length;
  for (const piece of rest) {
    const found = text.indexOf(piece, at);
    if (found === -1) return false;
    at = found + piece.length;
  }
  return at <= end;
}

function wordsOf(text: string): readonly string[] {
  return text.split(/[^\p{L}\p{N}_]+/u).filter((word) => word !== "");
}

/** Found as one text, which takes linear time whatever the words are. */
function holdsPhrase(words: readonly string[], phrase: readonly string[]): boolean {
  return phrase.length > 0 && ` ${words.join(" ")} `.includes(` ${phrase.join(" ")} `);
}

function compileRange<T>(
  { field, operator, value }: Extract<KqlNode, { kind: "Range" }>,
  { type, read }: KqlField<T>,
): Test<T> {
  const bound = Number(value);
  if (type !== "number" || value.trim() === "" || Number.isNaN(bound)) {
    throw new OperationalError(
      "bad-request",
      `The filter compares "${field}" with "${value}"; numbers can be.`,
    );
  }
  const holds = (number: number): boolean => {
    switch (operator) {
      case "<":
        return number < bound;
      case "<=":
        return number <= bound;
      case ">":
        return number > bound;
      case ">=":
        return number >= bound;
    }
  };
  return (item) => read(item).some((number) => typeof number === "number" && holds(number));
}
