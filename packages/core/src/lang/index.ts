export type { ArithmeticOperator } from "./arithmetic.ts";
export { type Choice, compileTerm, type Evaluate } from "./compile-term.ts";
export {
  type Bound,
  type CaseFold,
  type Condition,
  isConstant,
  type Term,
  type TermOperator,
  termOperands,
} from "./condition.ts";
export { type ConvertedConstant, convertConstant, queryType } from "./convert-constant.ts";
export { dateFromMs, parseDate, parseDateMath, parseDateSpan } from "./date-time.ts";
export { type DiagnosticCode, diagnosticCodes, diagnosticKind } from "./diagnostic-codes.ts";
export { createDiagnosticSink, type DiagnosticSink } from "./diagnostic-sink.ts";
export {
  type Checked,
  type Diagnostic,
  type Fix,
  hasErrors,
  type Label,
  relocateDiagnostics,
} from "./diagnostics.ts";
export { type CheckOptions, checkQuery } from "./eql/check.ts";
export { type Clause, checkClauses, type QueryClauses, type StageClauses } from "./eql/check-clauses.ts";
export type {
  CheckedEventQuery,
  CheckedPipe,
  CheckedQuery,
  CheckedSample,
  CheckedSequence,
  CheckedStage,
  JoinKey,
} from "./eql/checked-query.ts";
export { formatQuery, formatStatement } from "./eql/format.ts";
export { formatFieldName, formatString } from "./eql/format-name.ts";
export { lex } from "./eql/lex.ts";
export { parse } from "./eql/parse.ts";
export {
  checkSearchOptions,
  defaultSearchOptions,
  type RawSearchOptions,
  type SearchOptions,
} from "./eql/search-options.ts";
export { type Keyword, keywords, type Token } from "./eql/token.ts";
export type { FieldCatalogue, FieldType } from "./field-catalogue.ts";
export type { BuiltIn, Parameter } from "./functions/built-in.ts";
export { builtIns, findBuiltIn } from "./functions/catalogue.ts";
export { type Cidr, parseCidr, parseIp } from "./ip-address.ts";
export { foldAscii } from "./pattern/fold-ascii.ts";
export { type CompiledRegex, compileRegex } from "./pattern/regex/compile-regex.ts";
export { compileWildcard, hasWildcard } from "./pattern/wildcard.ts";
export { fromPortableQuery, type PortableQuery, toPortableQuery } from "./portable-query.ts";
export { type Painter, printDiagnostic } from "./print-diagnostic.ts";
export { QueryFailure } from "./query-failure.ts";
export { type KeptControls, sanitizeForTerminal } from "./sanitize-for-terminal.ts";
export { type OffsetMap, type Position, positionAt, type SourceText, type Span } from "./source.ts";
export { suggestNames } from "./suggest-names.ts";
export { dateText, valueText } from "./value-text.ts";
export { compareValues, type DateValue, type Value, type ValueType } from "./values.ts";
