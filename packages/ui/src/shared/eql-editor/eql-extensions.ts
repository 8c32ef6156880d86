import {
  autocompletion,
  closeBrackets,
  closeBracketsKeymap,
  completionKeymap,
} from "@codemirror/autocomplete";
import { defaultKeymap, history, historyKeymap } from "@codemirror/commands";
import { bracketMatching, indentUnit } from "@codemirror/language";
import { lintKeymap } from "@codemirror/lint";
import { highlightSelectionMatches, search, searchKeymap } from "@codemirror/search";
import { EditorState, type Extension } from "@codemirror/state";
import { drawSelection, EditorView, keymap, lineNumbers } from "@codemirror/view";
import type { Diagnostic } from "@eqlite/core/lang";
import { styleNonce } from "../ui/style-nonce.ts";
import { editorTheme } from "./editor-theme.ts";
import { createEqlCompletions, type EqlKnowledge, type Say } from "./eql-completions.ts";
import { eqlDiagnostics } from "./eql-diagnostics.ts";
import { eqlHighlight } from "./eql-highlight.ts";
import { eqlHover } from "./eql-hover.ts";

export interface EqlExtensionOptions extends EqlKnowledge {
  readonly label: string;
  readonly isReadOnly: boolean;
  readonly eventCategoryField?: string | undefined;
  onChange(text: string): void;
  onChecked(diagnostics: readonly Diagnostic[]): void;
  onSubmit(): void;
  onFormat(): void;
  onFix(): void;
}

/** All that makes an editor of plain text one of EQL. Tab leaves it, so that it can be passed by keys. */
export function eqlExtensions(options: EqlExtensionOptions): Extension {
  const { say, label, isReadOnly } = options;
  const run = (does: () => void) => () => {
    does();
    return true;
  };
  return [
    EditorView.cspNonce.of(styleNonce),
    EditorState.phrases.of(phrases(say)),
    EditorView.contentAttributes.of({
      "aria-label": label,
      "aria-multiline": "true",
      spellcheck: "false",
      // It is reached by keys anyhow; this says so to those who look for what is.
      tabindex: "0",
    }),
    editorTheme,
    EditorState.readOnly.of(isReadOnly),
    EditorView.lineWrapping,
    indentUnit.of("  "),
    lineNumbers(),
    history(),
    drawSelection(),
    bracketMatching(),
    closeBrackets(),
    highlightSelectionMatches(),
    search({ top: true }),
    eqlHighlight,
    eqlHover(options),
    eqlDiagnostics(options),
    autocompletion({
      override: [createEqlCompletions(options)],
      maxRenderedOptions: 60,
      icons: false,
    }),
    EditorView.updateListener.of(({ docChanged, state, transactions }) => {
      if (docChanged && !transactions.some((one) => one.isUserEvent("set"))) {
        options.onChange(state.doc.toString());
      }
    }),
    keymap.of([
      { key: "Mod-Enter", run: run(options.onSubmit) },
      { key: "Shift-Alt-f", run: run(options.onFormat) },
      { key: "Alt-Enter", run: run(options.onFix) },
      ...closeBracketsKeymap,
      ...completionKeymap,
      ...lintKeymap,
      ...searchKeymap,
      ...historyKeymap,
      ...defaultKeymap,
    ]),
  ];
}

/** CodeMirror's own words, which it writes in English. */
function phrases(say: Say): Readonly<Record<string, string>> {
  return {
    Completions: say("phrases.completions"),
    Diagnostics: say("phrases.diagnostics"),
    "No diagnostics": say("phrases.noDiagnostics"),
    Find: say("phrases.find"),
    Replace: say("phrases.replace"),
    next: say("phrases.next"),
    previous: say("phrases.previous"),
    all: say("phrases.all"),
    "match case": say("phrases.matchCase"),
    regexp: say("phrases.regexp"),
    "by word": say("phrases.byWord"),
    replace: say("phrases.replaceOne"),
    "replace all": say("phrases.replaceAll"),
    close: say("phrases.close"),
  };
}
