import { Skeleton } from "@mantine/core";
import { lazy, Suspense } from "react";
import { useTranslation } from "react-i18next";
import type { EqlEditorProps } from "./eql-editor-props.ts";

const LoadedEditor = lazy(async () => ({
  default: (await import("./loaded-eql-editor.tsx")).LoadedEqlEditor,
}));

export type { EqlEditorProps } from "./eql-editor-props.ts";

/** Height of one line, and of what stands above and below the lines, in px. */
const lineHeight = 19.5;
const chrome = 60;

/**
 * An editor for one query: highlighting, completion, diagnostics with quick fixes, hover, formatting. What it is made of is loaded
 * when it is first shown; its room is kept until then.
 */
export function EqlEditor(props: EqlEditorProps) {
  const { t } = useTranslation("eql-editor");
  const height = Math.max(props.minLines ?? 8, 1) * lineHeight + chrome;
  return (
    <Suspense fallback={<Skeleton height={height} aria-label={t("loading")} />}>
      <LoadedEditor {...props} />
    </Suspense>
  );
}
