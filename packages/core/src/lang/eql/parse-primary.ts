import type { Span } from "../source.ts";
import type { Expression, Field, Literal } from "./syntax-tree.ts";
import type { Token } from "./token.ts";
import type { TokenCursor } from "./token-cursor.ts";

const int64Max = 2n ** 63n - 1n;

/** A literal, or undefined where the next token starts none. */
export function parseLiteral(cursor: TokenCursor): Literal | undefined {
  const token = cursor.peek();
  const value = literalValue(token);
  if (value === undefined) return undefined;
  cursor.next();
  return { kind: "Literal", value, span: token.span };
}

/** The value of a token that is a literal. */
function literalValue(token: Token): Literal["value"] | undefined {
  switch (token.kind) {
    case "string":
      return token.value;
    case "integer": {
      const value = token.text.length > 20 ? int64Max + 1n : BigInt(token.text);
      // A whole number beyond 64 bits is a double (specification 1.6).
      return value > int64Max ? Number(token.text) : value;
    }
    case "decimal":
      return Number(token.text);
    case "keyword":
      if (token.text === "true" || token.text === "false") return token.text === "true";
      return token.text === "null" ? null : undefined;
    default:
      return undefined;
  }
}

/** A literal, call, field or an expression in parentheses. */
export function parsePrimary(
  cursor: TokenCursor,
  parseExpression: (cursor: TokenCursor) => Expression,
): Expression {
  const token = cursor.peek();
  const literal = parseLiteral(cursor);
  if (literal !== undefined) {
    failNameWithDigit(cursor, token);
    return literal;
  }
  if (token.kind === "symbol" && token.text === "(") {
    cursor.next();
    const inner = parseExpression(cursor);
    const close = cursor.expectSymbol(")", "to close the parenthesis", token);
    // The parentheses belong to the place of what they hold, so that carets cover them.
    return { ...inner, span: { from: token.span.from, to: close.span.to } };
  }
  if (token.kind === "tilde-name" || (token.kind === "name" && cursor.isSymbol("(", 1))) {
    return parseCall(cursor, parseExpression);
  }
  if (token.kind === "name" && cursor.isKeyword("of", 1)) return parseLineage(cursor);
  if (
    token.kind === "name" ||
    token.kind === "quoted-name" ||
    (token.kind === "symbol" && token.text === "?")
  ) {
    return parseField(cursor);
  }
  if (token.kind === "keyword" && token.text !== "and" && token.text !== "or") {
    return cursor.failUnexpected(
      "a value or a condition",
      `If it is meant as a name, put it in backquotes: \`${token.text}\`.`,
    );
  }
  return cursor.failUnexpected("a value or a condition");
}

/** `6start` is a number and a name behind it, which is hardly meant. */
function failNameWithDigit(cursor: TokenCursor, token: Token): void {
  const rest = cursor.peek();
  if (token.kind !== "integer" || rest.kind !== "name" || rest.span.from !== token.span.to) return;
  cursor.fail(
    "EQL100",
    { from: token.span.from, to: rest.span.to },
    "A bare name does not start with a digit.",
    `Put it in backquotes: \`${token.text}${rest.text}\`.`,
  );
}

function parseCall(cursor: TokenCursor, parseExpression: (cursor: TokenCursor) => Expression): Expression {
  const nameToken = cursor.next();
  const name = nameToken.kind === "name" || nameToken.kind === "tilde-name" ? nameToken.text : "";
  const open = cursor.expectSymbol("(", `to open the arguments of \`${name}\``);
  const args: Expression[] = [];
  if (!cursor.isSymbol(")")) {
    do args.push(parseExpression(cursor));
    while (cursor.takeSymbol(",") !== undefined);
  }
  const close = cursor.expectSymbol(")", `to close the arguments of \`${name}\``, open);
  return {
    kind: "Call",
    name,
    ignoreCase: nameToken.kind === "tilde-name",
    arguments: args,
    nameSpan: nameToken.span,
    span: { from: nameToken.span.from, to: close.span.to },
  };
}

/** `child of [...]`: process relationships are read by no engine but the first one (specification 3.1). */
function parseLineage(cursor: TokenCursor): Expression {
  const { span } = cursor.peek();
  cursor.report(
    "EQL209",
    span,
    `Process relationships such as \`${describeName(cursor)} of [...]\` are not supported.`,
    "Write a sequence: `[process where …] by process.entity_id [process where …] by process.parent.entity_id`.",
  );
  cursor.next();
  cursor.next();
  if (cursor.isSymbol("[")) {
    cursor.next();
    cursor.skipTo((token) => token.kind === "symbol" && token.text === "]");
    cursor.takeSymbol("]");
  }
  return { kind: "Failed", span: { from: span.from, to: Math.max(span.to, cursor.peek().span.from) } };
}

function describeName(cursor: TokenCursor): string {
  const token = cursor.peek();
  return token.kind === "name" ? token.text : "";
}

/** A field name, with `?` before it where it is optional. */
export function parseField(cursor: TokenCursor): Field {
  const start = cursor.peek().span;
  const optional = cursor.takeSymbol("?") !== undefined;
  let last = expectSegment(cursor);
  let name = last.text;
  while (cursor.takeSymbol(".") !== undefined) {
    last = expectSegment(cursor);
    name += `.${last.text}`;
  }
  const field: Field = { kind: "Field", name, optional, span: { from: start.from, to: last.span.to } };
  // A `[` behind a join key opens the first stage; only a number behind it makes it an index.
  const index = cursor.isSymbol("[") ? cursor.peek(1) : undefined;
  if (index?.kind === "integer") {
    cursor.fail(
      "EQL209",
      field.span,
      `Array indexes such as \`${field.name}[${index.text}]\` are not supported.`,
      "A condition on a field with several values already holds when any one of them fits.",
    );
  }
  return field;
}

function expectSegment(cursor: TokenCursor): { readonly text: string; readonly span: Span } {
  const token = cursor.peek();
  if (token.kind === "name" || token.kind === "quoted-name") {
    cursor.next();
    return token;
  }
  if (token.kind === "keyword") {
    return cursor.fail(
      "EQL112",
      token.span,
      `\`${token.text}\` is a keyword and cannot be part of a name as it stands.`,
      `Put it in backquotes: \`${token.text}\`.`,
      { span: token.span, replacement: `\`${token.text}\`` },
    );
  }
  return cursor.failUnexpected("a field name");
}
