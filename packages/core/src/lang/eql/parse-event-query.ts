import type { Span } from "../source.ts";
import { formatString } from "./format-name.ts";
import { parseExpression } from "./parse-expression.ts";
import type { Category, EventQuery } from "./syntax-tree.ts";
import { reportUpperCase, type TokenCursor } from "./token-cursor.ts";

/** `category where condition`, alone or in a stage (specification 2.1). */
export function parseEventQuery(cursor: TokenCursor): EventQuery {
  const category = parseCategory(cursor);
  const condition = parseExpression(cursor);
  return {
    kind: "EventQuery",
    category,
    condition,
    span: { from: category.span.from, to: condition.span.to },
  };
}

/** `process where`, or what is meant by it. */
function parseCategory(cursor: TokenCursor): Category {
  if (startsCondition(cursor)) {
    const { span } = cursor.peek();
    cursor.report(
      "EQL118",
      span,
      "A query starts with an event category and `where`.",
      "Put `any where` before the condition, or name a category: `process where …`.",
      { span: { from: span.from, to: span.from }, replacement: "any where " },
    );
    return { name: undefined, span: { from: span.from, to: span.from } };
  }
  const category = parseCategoryName(cursor);
  if (cursor.takeKeyword("where") !== undefined) return category;
  const token = cursor.peek();
  if (token.kind !== "name" || token.text.toLowerCase() !== "where") {
    return cursor.failUnexpected("`where` behind the event category", exampleHelp);
  }
  reportUpperCase(cursor, token, "where");
  cursor.next();
  return category;
}

const exampleHelp = 'A query reads `process where process.name == "cmd.exe"`.';

/** Whether a condition starts here, without a category before it. */
function startsCondition(cursor: TokenCursor): boolean {
  const token = cursor.peek();
  if (token.kind === "symbol") return token.text === "?" || token.text === "(";
  if (token.kind === "keyword") return token.text === "not";
  if (token.kind === "end" || token.kind === "invalid") return false;
  const following = cursor.peek(1);
  if (following.kind === "symbol") return /^(?:[=!]=|[<>]=?|[:=.+\-*/%(])$/.test(following.text);
  return following.kind === "keyword" && /^(?:in|like|regex)~?$/.test(following.text);
}

function parseCategoryName(cursor: TokenCursor): Category {
  const token = cursor.peek();
  const { span } = token;
  if (token.kind === "name" || token.kind === "string") {
    cursor.next();
    return { name: token.kind === "name" ? token.text : token.value, span };
  }
  if (token.kind === "keyword" && token.text === "any") {
    cursor.next();
    return { name: undefined, span };
  }
  if (token.kind === "quoted-name") {
    reportAsString(cursor, "EQL113", span, "An event category is not written in backquotes.", token.text);
    cursor.next();
    return { name: token.text, span };
  }
  if (token.kind === "keyword" && cursor.isKeyword("where", 1)) {
    const message = `\`${token.text}\` is a keyword and no event category as it stands.`;
    reportAsString(cursor, "EQL112", span, message, token.text);
    cursor.next();
    return { name: token.text, span };
  }
  return cursor.failUnexpected("an event category, `any`, `sequence` or `sample`", exampleHelp);
}

function reportAsString(
  cursor: TokenCursor,
  code: "EQL112" | "EQL113",
  span: Span,
  message: string,
  name: string,
): void {
  const written = formatString(name);
  cursor.report(code, span, message, `Write it as a string: \`${written}\`.`, { span, replacement: written });
}
