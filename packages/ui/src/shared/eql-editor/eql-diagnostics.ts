import type { Diagnostic as Mark } from "@codemirror/lint";
import { linter } from "@codemirror/lint";
import type { Extension } from "@codemirror/state";
import type { EditorView } from "@codemirror/view";
import { checkQuery, type Diagnostic, type FieldCatalogue, type Fix, suggestNames } from "@eqlite/core/lang";
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

/** Names that are offered for one that is not known. */
const mostSuggested = 2;

/** What puts a problem right: the edit that is certainly meant, or names that may be. */
export function fixesOf(
  { code, primary: { span }, fix }: Diagnostic,
  text: string,
  catalogue: FieldCatalogue,
): readonly Fix[] {
  if (fix !== undefined) return [fix];
  if (code !== "EQL201" && code !== "EQL401") return [];
  const name = text.slice(span.from, span.to).replace(/^\?/, "");
  return suggestNames(name, catalogue.names(), mostSuggested).map((replacement) => ({ span, replacement }));
}

export function eqlDiagnostics(options: DiagnosticsOptions): Extension {
  return linter(
    ({ state }) => {
      const diagnostics = checkEql(state.doc.toString(), options);
      options.onChecked(diagnostics);
      const text = state.doc.toString();
      return diagnostics.map((diagnostic) =>
        markOf(diagnostic, fixesOf(diagnostic, text, options.catalogue), text.length, options.say),
      );
    },
    { delay: delayMs },
  );
}

function markOf(
  { primary, severity, message, help }: Diagnostic,
  fixes: readonly Fix[],
  length: number,
  say: Say,
): Mark {
  return {
    from: Math.min(primary.span.from, length),
    to: Math.min(primary.span.to, length),
    severity,
    message: help === undefined ? message : `${message}\n${help}`,
    actions: fixes.map((fix) => ({ name: fixLabel(fix, say), apply: (view) => applyFix(view, fix) })),
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
