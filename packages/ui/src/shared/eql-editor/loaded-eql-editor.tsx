import { EditorState, Transaction } from "@codemirror/state";
import { EditorView } from "@codemirror/view";
import { builtInCatalogue } from "@eqlite/core/events";
import { type Diagnostic, type Fix, formatQuery } from "@eqlite/core/lang";
import { Button, Group, Stack, Text } from "@mantine/core";
import { IconCircleCheck, IconIndentIncrease } from "@tabler/icons-react";
import { type CSSProperties, useEffect, useRef, useState } from "react";
import { useTranslation } from "react-i18next";
import type { Say } from "./eql-completions.ts";
import { applyFix, fixesOf } from "./eql-diagnostics.ts";
import "./eql-editor.css";
import type { EqlEditorProps } from "./eql-editor-props.ts";
import { eqlExtensions } from "./eql-extensions.ts";
import { ProblemList } from "./problem-list.tsx";
import { createSeenValues } from "./seen-values.ts";

const lineHeight = 19.5;
/** Space above and below the lines. */
const padding = 16;

/** The editor with all that it is made of; `EqlEditor` loads it. */
export function LoadedEqlEditor(props: EqlEditorProps) {
  const { t, i18n } = useTranslation("eql-editor");
  const { value, label, index = "*", eventCategoryField, minLines = 8, maxLines = 30 } = props;
  const { isReadOnly = false, autoFocus = false } = props;
  const parent = useRef<HTMLDivElement>(null);
  const view = useRef<EditorView>(undefined);
  const latest = useRef(props);
  latest.current = props;
  const [diagnostics, setDiagnostics] = useState<readonly Diagnostic[]>([]);
  const current = useRef(diagnostics);
  current.current = diagnostics;

  const format = (): void => {
    const editor = view.current;
    if (editor === undefined || isReadOnly) return;
    const text = editor.state.doc.toString();
    const formatted = formatQuery(text);
    if (!formatted.ok || formatted.value === text) return;
    editor.dispatch({
      changes: { from: 0, to: text.length, insert: formatted.value },
      selection: { anchor: Math.min(editor.state.selection.main.head, formatted.value.length) },
    });
  };
  const fix = (found: Fix): void => {
    if (view.current !== undefined) applyFix(view.current, found);
  };
  const fixesFor = (diagnostic: Diagnostic): readonly Fix[] =>
    isReadOnly ? [] : fixesOf(diagnostic, view.current?.state.doc.toString() ?? "", builtInCatalogue());
  const fixUnderCursor = (): void => {
    const at = view.current?.state.selection.main.head ?? 0;
    const fixable = current.current.filter((one) => fixesFor(one).length > 0);
    const found =
      fixable.find(({ primary: { span } }) => span.from <= at && at <= span.to) ??
      (fixable.length === 1 ? fixable[0] : undefined);
    const [first] = found === undefined ? [] : fixesFor(found);
    if (first !== undefined) fix(first);
  };
  const go = ({ primary: { span } }: Diagnostic): void => {
    view.current?.dispatch({ selection: { anchor: span.from, head: span.to }, scrollIntoView: true });
    view.current?.focus();
  };
  const actions = useRef({ format, fixUnderCursor });
  actions.current = { format, fixUnderCursor };

  // biome-ignore lint/correctness/useExhaustiveDependencies: the text is put into the editor by the effect below
  useEffect(() => {
    if (parent.current === null) return;
    const leaving = new AbortController();
    const say: Say = (key, values) => i18n.t(key, { ns: "eql-editor", ...values });
    const editor = new EditorView({
      parent: parent.current,
      state: EditorState.create({
        doc: latest.current.value,
        extensions: eqlExtensions({
          catalogue: builtInCatalogue(),
          seenValues: createSeenValues(index, leaving.signal),
          say,
          label,
          isReadOnly,
          eventCategoryField,
          onChange: (text) => latest.current.onChange(text),
          onChecked: (found) => {
            setDiagnostics(found);
            latest.current.onChecked?.(found);
          },
          onSubmit: () => latest.current.onSubmit?.(),
          onFormat: () => actions.current.format(),
          onFix: () => actions.current.fixUnderCursor(),
        }),
      }),
    });
    view.current = editor;
    if (autoFocus) editor.focus();
    return () => {
      leaving.abort();
      editor.destroy();
      view.current = undefined;
    };
  }, [index, eventCategoryField, isReadOnly, label, i18n.language]);

  // A text that comes from outside, such as a draft that is given up.
  useEffect(() => {
    const editor = view.current;
    const text = value.replaceAll(/\r\n?/g, "\n");
    if (editor === undefined || editor.state.doc.toString() === text) return;
    editor.dispatch({
      changes: { from: 0, to: editor.state.doc.length, insert: text },
      annotations: Transaction.userEvent.of("set"),
    });
  }, [value]);

  const hasErrors = diagnostics.some(({ severity }) => severity === "error");
  const heights = {
    "--editor-min-height": `${minLines * lineHeight + padding}px`,
    "--editor-max-height": `${maxLines * lineHeight + padding}px`,
  } as CSSProperties;
  return (
    <Stack gap={6}>
      <div ref={parent} className="eql-editor" data-invalid={hasErrors} style={heights} />
      {!isReadOnly && (
        <Group justify="space-between" gap="xs" wrap="nowrap" mih={22}>
          <Text size="xs" c="dimmed" component="div" role="status">
            {value.trim() !== "" && diagnostics.length === 0 ? (
              <Group gap={4} wrap="nowrap">
                <IconCircleCheck size={14} aria-hidden />
                {t("fine")}
              </Group>
            ) : (
              t("keys")
            )}
          </Text>
          <Button
            size="compact-xs"
            variant="default"
            leftSection={<IconIndentIncrease size={14} aria-hidden />}
            style={{ flex: "none" }}
            title={t("formatHint")}
            onClick={format}
          >
            {t("format")}
          </Button>
        </Group>
      )}
      <ProblemList text={value} diagnostics={diagnostics} onGo={go} fixesOf={fixesFor} onFix={fix} />
    </Stack>
  );
}
