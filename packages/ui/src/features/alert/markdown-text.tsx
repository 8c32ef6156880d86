import { Anchor, Typography } from "@mantine/core";
import Markdown, { type Components } from "react-markdown";
import remarkGfm from "remark-gfm";
import { webAddress } from "./rule-of-alert.ts";

const components: Components = {
  a: ({ href, children }) => {
    const address = webAddress(href);
    return address === undefined ? (
      <span>{children}</span>
    ) : (
      <Anchor href={address} target="_blank" rel="noreferrer noopener" inherit>
        {children}
      </Anchor>
    );
  },
  // Pictures would be asked of other hosts.
  img: ({ alt }) => <span>[{alt}]</span>,
};

/** Markdown of people and rules. HTML in it is shown as the text that it is. */
export function MarkdownText({ text }: { readonly text: string }) {
  return (
    <Typography fz="sm">
      <Markdown remarkPlugins={[remarkGfm]} components={components}>
        {text}
      </Markdown>
    </Typography>
  );
}
