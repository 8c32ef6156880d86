import { createDiagnosticSink, lex, type Token } from "@eqlite/core/lang";

export type EqlPartKind =
  | "keyword"
  | "category"
  | "field"
  | "function"
  | "pipe"
  | "string"
  | "number"
  | "operator"
  | "comment"
  | "invalid";

/** A piece of a query that is shown in one colour. Offsets are UTF-16 units of the query. */
export interface EqlPart {
  readonly kind: EqlPartKind;
  readonly from: number;
  readonly to: number;
}

/** The tokens of a query by what they are, in order, as core's own lexer cuts them. White space is no part. */
export function eqlParts(text: string): readonly EqlPart[] {
  const comments: EqlPart[] = [];
  const tokens = lex(text, createDiagnosticSink(), ({ from, to }) =>
    comments.push({ kind: "comment", from, to }),
  );
  const parts = tokens.flatMap((token, at): EqlPart[] => {
    const kind = kindOf(tokens, at);
    return kind === undefined ? [] : [{ kind, ...token.span }];
  });
  return [...parts, ...comments].toSorted((a, b) => a.from - b.from);
}

function kindOf(tokens: readonly Token[], at: number): EqlPartKind | undefined {
  const token = tokens[at] as Token;
  switch (token.kind) {
    case "keyword":
      return "keyword";
    case "symbol":
      return token.text === "." ? "field" : "operator";
    case "name":
      return kindOfName(token, tokens[at - 1], tokens[at + 1]);
    case "quoted-name":
      return "field";
    case "tilde-name":
      return "function";
    case "string":
      return isKeyword(tokens[at + 1], "where") ? "category" : "string";
    case "integer":
    case "decimal":
      return "number";
    case "invalid":
      return "invalid";
    case "end":
      return undefined;
  }
}

function kindOfName(name: Token, before: Token | undefined, after: Token | undefined): EqlPartKind {
  if (isSymbol(before, "|")) return "pipe";
  // A duration such as `5m`.
  if ((before?.kind === "integer" || before?.kind === "decimal") && before.span.to === name.span.from) {
    return "number";
  }
  if (isKeyword(before, "with")) return "keyword";
  if (isKeyword(after, "where")) return "category";
  return isSymbol(after, "(") ? "function" : "field";
}

export function isKeyword(token: Token | undefined, text: string): boolean {
  return token?.kind === "keyword" && token.text === text;
}

export function isSymbol(token: Token | undefined, text: string): boolean {
  return token?.kind === "symbol" && token.text === text;
}
