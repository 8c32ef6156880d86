import { Text } from "@mantine/core";
import { lazy, Suspense } from "react";

const Markdown = lazy(async () => ({
  default: (await import("../../shared/markdown/markdown.tsx")).Markdown,
}));

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
      <Markdown text={text} />
    </Suspense>
  );
}
