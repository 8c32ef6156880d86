import { Text } from "@mantine/core";
import { lazy, Suspense } from "react";

const MarkdownText = lazy(async () => ({ default: (await import("./markdown-text.tsx")).MarkdownText }));

/** Markdown; as it was written until what renders it is loaded. */
export function LazyMarkdown({ text }: { readonly text: string }) {
  return (
    <Suspense
      fallback={
        <Text size="sm" style={{ whiteSpace: "pre-wrap" }}>
          {text}
        </Text>
      }
    >
      <MarkdownText text={text} />
    </Suspense>
  );
}
