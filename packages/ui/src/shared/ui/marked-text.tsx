import { Code } from "@mantine/core";

/** Not broken where there is room for it on a line of its own. */
const nameStyle = { display: "inline-block", maxWidth: "100%", lineHeight: 1.3, overflowWrap: "anywhere" } as const;

/** A message in which names stand between backticks, as diagnostics are written; such a name is never broken in two. */
export function MarkedText({ text }: { readonly text: string }) {
  return text.split(/`([^`]+)`/).map((part, at) =>
    at % 2 === 1 ? (
      // biome-ignore lint/suspicious/noArrayIndexKey: parts of one text have their place and nothing else
      <Code key={at} fz="0.95em" px={3} bd="1px solid var(--mantine-color-default-border)" style={nameStyle}>
        {part}
      </Code>
    ) : (
      part
    ),
  );
}
