import { Code } from "@mantine/core";

/** A message in which names stand between backticks, as diagnostics are written; such a name is never broken in two. */
export function MarkedText({ text }: { readonly text: string }) {
  return text.split(/`([^`]+)`/).map((part, at) =>
    at % 2 === 1 ? (
      // biome-ignore lint/suspicious/noArrayIndexKey: parts of one text have their place and nothing else
      <Code key={at} fz="0.95em" style={{ overflowWrap: "anywhere" }}>
        {part}
      </Code>
    ) : (
      part
    ),
  );
}
