import { createDiagnosticSink } from "../diagnostic-sink.ts";
import { type Checked, type Diagnostic, hasErrors } from "../diagnostics.ts";
import type { FieldCatalogue } from "../field-catalogue.ts";
import type { CheckContext } from "./check-context.ts";
import { checkEventQuery } from "./check-event-query.ts";
import { checkPipes } from "./check-pipes.ts";
import { checkSample, checkSequence } from "./check-sequence.ts";
import type { CheckedPipe, CheckedQuery } from "./checked-query.ts";
import { parse } from "./parse.ts";
import { defaultSearchOptions } from "./search-options.ts";
import type { Statement } from "./syntax-tree.ts";

export interface CheckOptions {
  readonly eventCategoryField?: string;
  /** The time `now` stands for in date math. */
  readonly nowMs?: number;
}

/** Reads and checks a query: the one way from text to something that can run. All problems are reported together. */
export function checkQuery(
  text: string,
  catalogue: FieldCatalogue,
  options: CheckOptions = {},
): Checked<CheckedQuery> {
  const { statement, diagnostics } = parse(text);
  if (statement === undefined) return { ok: false, diagnostics };
  const checked = checkStatement(statement, catalogue, options);
  const all: readonly Diagnostic[] = [...diagnostics, ...checked.diagnostics].toSorted(
    (a, b) => a.primary.span.from - b.primary.span.from,
  );
  if (!checked.ok || hasErrors(all)) return { ok: false, diagnostics: all };
  return { ok: true, value: checked.value, diagnostics: all };
}

/** Checks a statement against a catalogue of fields. Parts that could not be read cause no further diagnostics. */
export function checkStatement(
  statement: Statement,
  catalogue: FieldCatalogue,
  options: CheckOptions = {},
): Checked<CheckedQuery> {
  const sink = createDiagnosticSink();
  const context: CheckContext = {
    catalogue,
    sink,
    nowMs: options.nowMs,
    fieldNames: new Set(),
    absentNames: [],
  };
  const categoryField = options.eventCategoryField ?? defaultSearchOptions.eventCategoryField;
  const query = checkForm(statement, context, categoryField);
  const pipes = checkPipes(statement, context);
  if (query === undefined || pipes === undefined || hasErrors(sink.all))
    return { ok: false, diagnostics: sink.all };
  return { ok: true, value: { ...query, pipes, fieldNames: [...context.fieldNames] }, diagnostics: sink.all };
}

function checkForm(
  statement: Statement,
  context: CheckContext,
  categoryField: string,
): CheckedQuery | undefined {
  const base = { pipes: [] as readonly CheckedPipe[], fieldNames: [] };
  const { query } = statement;
  switch (query.kind) {
    case "EventQuery": {
      const condition = checkEventQuery(query, context, categoryField);
      return condition === undefined ? undefined : { kind: "event", condition, ...base };
    }
    case "SequenceQuery": {
      const sequence = checkSequence(query, context, categoryField);
      return sequence === undefined ? undefined : { kind: "sequence", ...sequence, ...base };
    }
    case "SampleQuery": {
      const filters = checkSample(query, context, categoryField);
      return filters === undefined ? undefined : { kind: "sample", filters, ...base };
    }
    case "JoinQuery":
      // The parser has already said that joins are not supported.
      return undefined;
  }
}
