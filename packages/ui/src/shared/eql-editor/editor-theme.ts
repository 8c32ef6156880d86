import { EditorView } from "@codemirror/view";

/** Colours and sizes of every editor of ours; the variables exist in light and dark. */
export const editorTheme = EditorView.theme({
  "&": { fontSize: "13px", backgroundColor: "transparent", color: "var(--mantine-color-text)" },
  "&.cm-focused": { outline: "none" },
  ".cm-scroller": {
    fontFamily: "var(--mantine-font-family-monospace)",
    lineHeight: "19.5px",
    minHeight: "var(--editor-min-height)",
    maxHeight: "var(--editor-max-height)",
    overflow: "auto",
  },
  ".cm-content, .cm-gutter": { minHeight: "var(--editor-min-height)" },
  ".cm-content": { padding: "8px 0", caretColor: "var(--mantine-color-text)" },
  ".cm-cursor": { borderLeftColor: "var(--mantine-color-text)", borderLeftWidth: "2px" },
  ".cm-gutters": {
    backgroundColor: "transparent",
    color: "var(--mantine-color-dimmed)",
    borderRight: "1px solid var(--mantine-color-default-border)",
  },
  ".cm-selectionBackground, &.cm-focused > .cm-scroller > .cm-selectionLayer .cm-selectionBackground": {
    backgroundColor: "color-mix(in srgb, var(--mantine-primary-color-filled) 28%, transparent)",
  },
  ".cm-selectionMatch": {
    backgroundColor: "color-mix(in srgb, var(--mantine-primary-color-filled) 14%, transparent)",
  },
  "&.cm-focused .cm-matchingBracket": {
    backgroundColor: "color-mix(in srgb, var(--mantine-primary-color-filled) 22%, transparent)",
  },
  ".cm-tooltip": {
    backgroundColor: "var(--mantine-color-body)",
    color: "var(--mantine-color-text)",
    border: "1px solid var(--mantine-color-default-border)",
    borderRadius: "4px",
    boxShadow: "var(--mantine-shadow-md)",
    zIndex: "300",
  },
  ".cm-tooltip.cm-tooltip-autocomplete > ul": {
    fontFamily: "var(--mantine-font-family-monospace)",
    fontSize: "13px",
    maxHeight: "18em",
    maxWidth: "min(640px, 92vw)",
  },
  ".cm-tooltip.cm-tooltip-autocomplete > ul > li": { padding: "2px 8px" },
  ".cm-tooltip.cm-tooltip-autocomplete > ul > li[aria-selected]": {
    backgroundColor: "var(--mantine-primary-color-filled)",
    color: "var(--mantine-primary-color-contrast, #fff)",
  },
  ".cm-completionDetail": { color: "inherit", opacity: "0.8", fontStyle: "normal", marginLeft: "1em" },
  ".cm-completionMatchedText": { textDecoration: "none", fontWeight: "700" },
  ".cm-tooltip.cm-completionInfo": { padding: "6px 8px", whiteSpace: "pre-wrap", maxWidth: "360px" },
  ".cm-diagnostic": { padding: "4px 8px", whiteSpace: "pre-wrap", maxWidth: "560px" },
  ".cm-diagnosticAction": {
    backgroundColor: "var(--mantine-primary-color-filled)",
    color: "var(--mantine-primary-color-contrast, #fff)",
    borderRadius: "3px",
    padding: "2px 8px",
  },
  // CodeMirror's own sign is missing in many fonts.
  ".cm-collapsedLines": { backgroundImage: "none", color: "var(--mantine-color-dimmed)" },
  ".cm-collapsedLines:before, .cm-collapsedLines:after": { content: '"⋯"', margin: "0 8px" },
  ".cm-panels": {
    backgroundColor: "var(--eqlite-background)",
    color: "var(--mantine-color-text)",
  },
  ".cm-panels input, .cm-panels button": {
    backgroundColor: "var(--mantine-color-body)",
    backgroundImage: "none",
    color: "var(--mantine-color-text)",
    border: "1px solid var(--mantine-color-default-border)",
    borderRadius: "3px",
  },
  ".cm-panel.cm-panel-lint ul [aria-selected]": {
    backgroundColor: "var(--mantine-color-default-hover)",
    color: "var(--mantine-color-text)",
  },
});
