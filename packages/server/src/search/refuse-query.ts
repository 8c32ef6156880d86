import { type Diagnostic, hasErrors, positionAt, printDiagnostic } from "@eqlite/core/lang";
import { SearchError } from "./search-error.ts";

/** Says what is wrong with a query in EQL: always throws SearchError, with its diagnostics. */
export function refuseQuery(query: string, diagnostics: readonly Diagnostic[]): never {
  const errors = diagnostics.filter((diagnostic) => hasErrors([diagnostic]));
  const source = { name: "query", text: query };
  const [first] = errors;
  const place = first === undefined ? { line: 1, column: 1 } : positionAt(query, first.primary.span.from);
  const isSyntax = first?.code.startsWith("EQL1") === true;
  throw new SearchError(
    "bad-request",
    isSyntax ? "parsing_exception" : "verification_exception",
    `line ${place.line}:${place.column}: ${first?.message ?? "the query cannot be used"}`,
    {
      diagnostics: errors.map((diagnostic) => ({
        code: diagnostic.code,
        message: diagnostic.message,
        ...positionAt(query, diagnostic.primary.span.from),
        ...(diagnostic.help === undefined ? {} : { help: diagnostic.help }),
        text: printDiagnostic(diagnostic, source),
      })),
    },
  );
}
