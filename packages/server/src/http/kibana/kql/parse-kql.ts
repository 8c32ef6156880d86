import { OperationalError } from "../../../platform/operational-error.ts";
import { kibanaLimits } from "../kibana-limits.ts";

/** A filter in KQL, as far as objects of this server are filtered by it (specification 10.1). */
export type KqlNode =
  | { readonly kind: "All" }
  | { readonly kind: "And" | "Or"; readonly operands: readonly KqlNode[] }
  | { readonly kind: "Not"; readonly operand: KqlNode }
  | { readonly kind: "Is"; readonly field: string; readonly value: KqlValue }
  | {
      readonly kind: "Range";
      readonly field: string;
      readonly operator: "<" | "<=" | ">" | ">=";
      readonly value: string;
    };

export interface KqlValue {
  readonly isQuoted: boolean;
  /** The texts between wildcards: one where there are none, two empty ones for a lone `*`. */
  readonly pieces: readonly string[];
}

/** Throws `bad-request` with the place, for what is no KQL and for the parts of it that filters here do not have. */
export function parseKql(text: string): KqlNode {
  if (text.length > kibanaLimits.maxKqlUnits) {
    throw new OperationalError(
      "bad-request",
      `The filter is longer than ${kibanaLimits.maxKqlUnits} characters.`,
    );
  }
  return new KqlParser(text).parse();
}

const keywordAhead = /[\s\u00a0]+(?:and|or)(?=[\s\u00a0(])/iy;
const escapes: Readonly<Record<string, string>> = { t: "\t", r: "\r", n: "\n" };

class KqlParser {
  readonly #text: string;
  #at = 0;
  #tests = 0;
  #depth = 0;

  constructor(text: string) {
    this.#text = text;
  }

  parse(): KqlNode {
    this.#skipSpace();
    if (this.#at === this.#text.length) return { kind: "All" };
    const node = this.#either(() => this.#sub());
    if (this.#at < this.#text.length) throw this.#fail(`"${this.#text[this.#at]}" is not expected`);
    return node;
  }

  /** `or` over `and` over `not`, of whatever stands between them. */
  #either(sub: () => KqlNode): KqlNode {
    return this.#list("or", () => this.#list("and", () => this.#negated(sub)));
  }

  #list(word: "and" | "or", next: () => KqlNode): KqlNode {
    const first = next();
    const operands = [first];
    while (this.#acceptWord(word)) operands.push(next());
    return operands.length === 1 ? first : { kind: word === "and" ? "And" : "Or", operands };
  }

  #negated(sub: () => KqlNode): KqlNode {
    return this.#acceptWord("not") ? { kind: "Not", operand: sub() } : sub();
  }

  #sub(): KqlNode {
    if (this.#accept("(")) return this.#nested(() => this.#either(() => this.#sub()));
    const from = this.#at;
    const { pieces } = this.#literal("a field");
    const field = pieces.join("*");
    if (this.#accept(":")) {
      if (this.#text[this.#at] === "{") throw this.#fail("filters here have no nested fields");
      return this.#values(field);
    }
    const operator = (["<=", ">=", "<", ">"] as const).find((sign) => this.#accept(sign));
    if (operator === undefined) throw this.#fail("a value needs its field: `field: value`", from);
    this.#count();
    return { kind: "Range", field, operator, value: this.#literal("a value").pieces.join("*") };
  }

  /** One value, or a list in parentheses, for which the field stands before each. */
  #values(field: string): KqlNode {
    if (this.#accept("(")) return this.#nested(() => this.#either(() => this.#values(field)));
    this.#count();
    return { kind: "Is", field, value: this.#literal("a value") };
  }

  #nested(inside: () => KqlNode): KqlNode {
    this.#depth += 1;
    if (this.#depth > kibanaLimits.maxKqlDepth) {
      throw this.#fail(`it nests deeper than ${kibanaLimits.maxKqlDepth} levels`);
    }
    const node = inside();
    if (!this.#accept(")")) throw this.#fail("a parenthesis is not closed");
    this.#depth -= 1;
    return node;
  }

  #count(): void {
    this.#tests += 1;
    if (this.#tests > kibanaLimits.maxKqlTests) {
      throw this.#fail(`it has more than ${kibanaLimits.maxKqlTests} tests`);
    }
  }

  #literal(what: string): KqlValue {
    const value = this.#text[this.#at] === '"' ? this.#quoted() : this.#unquoted(what);
    this.#skipSpace();
    return value;
  }

  #quoted(): KqlValue {
    const from = this.#at;
    let text = "";
    this.#at += 1;
    for (;;) {
      const char = this.#text[this.#at];
      if (char === undefined) throw this.#fail("the quote is not closed", from);
      this.#at += 1;
      if (char === '"') return { isQuoted: true, pieces: [text] };
      text += char === "\\" ? this.#escaped() : char;
    }
  }

  /** Spaces are part of it, but for those at its end and before `and` and `or`. */
  #unquoted(what: string): KqlValue {
    const pieces = [""];
    const from = this.#at;
    let spaces = "";
    const append = (text: string): void => {
      pieces[pieces.length - 1] += spaces + text;
      spaces = "";
    };
    for (;;) {
      const char = this.#text[this.#at];
      if (char === undefined || '():<>"{}'.includes(char)) break;
      if (isSpace(char)) {
        keywordAhead.lastIndex = this.#at;
        if (spaces === "" && keywordAhead.test(this.#text)) break;
        spaces += char;
        this.#at += 1;
        continue;
      }
      this.#at += 1;
      if (char === "*") {
        append("");
        pieces.push("");
      } else append(char === "\\" ? this.#escaped() : char);
    }
    if (pieces.length === 1 && pieces[0] === "") throw this.#fail(`${what} is expected`, from);
    return { isQuoted: false, pieces };
  }

  #escaped(): string {
    const char = this.#text[this.#at];
    if (char === undefined) throw this.#fail("a backslash ends it");
    const code = /^u([0-9a-f]{4})/i.exec(this.#text.slice(this.#at, this.#at + 5))?.[1];
    this.#at += code === undefined ? 1 : 5;
    if (code !== undefined) return String.fromCharCode(Number.parseInt(code, 16));
    return escapes[char] ?? char;
  }

  #accept(sign: string): boolean {
    if (!this.#text.startsWith(sign, this.#at)) return false;
    this.#at += sign.length;
    this.#skipSpace();
    return true;
  }

  #acceptWord(word: "and" | "or" | "not"): boolean {
    const end = this.#at + word.length;
    if (this.#text.slice(this.#at, end).toLowerCase() !== word) return false;
    const next = this.#text[end];
    if (next === undefined || !(isSpace(next) || next === "(")) return false;
    this.#at = end;
    this.#skipSpace();
    return true;
  }

  #skipSpace(): void {
    while (isSpace(this.#text[this.#at] ?? "")) this.#at += 1;
  }

  #fail(what: string, at = this.#at): OperationalError {
    return new OperationalError("bad-request", `The filter cannot be read: ${what}, at offset ${at}.`);
  }
}

function isSpace(char: string): boolean {
  return char === " " || char === "\t" || char === "\r" || char === "\n" || char === "\u00a0";
}
