import { unifiedMergeView } from "@codemirror/merge";
import { EditorState } from "@codemirror/state";
import { EditorView, lineNumbers } from "@codemirror/view";
import { useEffect, useRef } from "react";
import { useTranslation } from "react-i18next";
import { editorTheme } from "../../shared/eql-editor/editor-theme.ts";
import "../../shared/eql-editor/eql-editor.css";
import { styleNonce } from "../../shared/ui/style-nonce.ts";

interface TextDiffProps {
  readonly before: string;
  readonly after: string;
  readonly label: string;
}

/** What has changed from one text to another: lines taken away stand above those that came. What is equal is folded. */
export function TextDiff({ before, after, label }: TextDiffProps) {
  const { t } = useTranslation("rules");
  const parent = useRef<HTMLDivElement>(null);
  const folded = t("revisions.folded");
  useEffect(() => {
    if (parent.current === null) return;
    const view = new EditorView({
      parent: parent.current,
      state: EditorState.create({
        doc: after,
        extensions: [
          EditorView.cspNonce.of(styleNonce),
          EditorState.phrases.of({ "$ unchanged lines": folded }),
          EditorView.contentAttributes.of({ "aria-label": label }),
          editorTheme,
          EditorState.readOnly.of(true),
          EditorView.lineWrapping,
          lineNumbers(),
          unifiedMergeView({
            original: before,
            mergeControls: false,
            collapseUnchanged: { margin: 3, minSize: 6 },
          }),
        ],
      }),
    });
    return () => view.destroy();
  }, [before, after, label, folded]);
  return <div ref={parent} className="eql-editor" />;
}
