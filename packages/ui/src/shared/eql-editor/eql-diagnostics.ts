import type { Diagnostic as Mark } from "@codemirror/lint";
import { linter } from "@codemirror/lint";
import type { Extension } from "@codemirror/state";
import type { EditorView } from "@codemirror/view";
import { checkQuery, type Diagnostic, type FieldCatalogue, type Fix } from "@eqlite/core/lang";
import type { Say } from "./eql-completions.ts";

/** Time without a key after which a query is checked. */
const delayMs = 250;

export interface DiagnosticsOptions {
  readonly catalogue: FieldCatalogue;
  readonly say: Say;
  readonly eventCategoryField?: string | undefined;
  onChecked(diagnostics: readonly Diagnostic[]): void;
}

/** Checks a query as it is written, as the server checks it; nothing is said about an empty one. */
export function checkEql(
  text: string,
  { catalogue, eventCategoryField }: Pick<DiagnosticsOptions, "catalogue" | "eventCategoryField">,
): readonly Diagnostic[] {
  if (text.trim() === "") return [];
  const options = {
    nowMs: Date.now(),
    ...(eventCategoryField === undefined ? {} : { eventCategoryField }),
  };
  return checkQuery(text, catalogue, options).diagnostics;
}

export function eqlDiagnostics(options: DiagnosticsOptions): Extension {
  return linter(
    ({ state }) => {
      const diagnostics = checkEql(state.doc.toString(), options);
      options.onChecked(diagnostics);
      return diagnostics.map((diagnostic) => markOf(diagnostic, state.doc.length, options.say));
    },
    { delay: delayMs },
  );
}

function markOf({ primary, severity, message, help, fix }: Diagnostic, length: number, say: Say): Mark {
  return {
    from: Math.min(primary.span.from, length),
    to: Math.min(primary.span.to, length),
    severity,
    message: help === undefined ? message : `${message}\n${help}`,
    actions: fix === undefined ? [] : [{ name: fixLabel(fix, say), apply: (view) => applyFix(view, fix) }],
  };
}

export function fixLabel({ replacement }: Fix, say: Say): string {
  const text = replacement.trim();
  return text === "" ? say("remove") : say("fix", { text });
}

/** A fix is of the text that was checked: where it has changed since, nothing is replaced. */
export function applyFix(view: EditorView, { span, replacement }: Fix): void {
  if (span.to > view.state.doc.length) return;
  view.dispatch({
    changes: { from: span.from, to: span.to, insert: replacement },
    selection: { anchor: span.from + replacement.length },
    userEvent: "input.fix",
  });
  view.focus();
}
