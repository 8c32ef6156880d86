const longestUnbroken = 40;

/**
 * A message in which names stand between backticks, as diagnostics are written. They stay as written, so that what is
 * copied or searched is what was said; a name is not broken in two unless it is long.
 */
export function MarkedText({ text }: { readonly text: string }) {
  return text.split(/`([^`]+)`/).map((part, at) =>
    at % 2 === 1 ? (
      <code
        // biome-ignore lint/suspicious/noArrayIndexKey: parts of one text have their place and nothing else
        key={at}
        style={{
          fontFamily: "var(--mantine-font-family-monospace)",
          fontSize: "0.95em",
          overflowWrap: "anywhere",
          whiteSpace: part.length <= longestUnbroken ? "nowrap" : "normal",
        }}
      >
        {`\`${part}\``}
      </code>
    ) : (
      part
    ),
  );
}
