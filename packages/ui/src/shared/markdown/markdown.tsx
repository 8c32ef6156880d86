import { Anchor, Code } from "@mantine/core";
import { memo, type ReactNode } from "react";
import ReactMarkdown, { type Components } from "react-markdown";
import remarkGfm from "remark-gfm";
import { visibleText } from "../event/visible-text.ts";
import classes from "./markdown.module.css";
import { safeLink } from "./safe-link.ts";
import { showHidden } from "./show-hidden.ts";

interface MarkdownProps {
  /** Of a rule, a note or a finding: whatever somebody has written. */
  readonly text: string;
  /** Headings of the text begin at this level of the page. */
  readonly topHeading?: 2 | 3 | 4;
}

/**
 * Shows Markdown with tables and task lists. HTML in it is shown as the text that it is; links lead to http and mail only and
 * open beside the page; what would hide or reverse text becomes visible; pictures are not loaded from elsewhere but named with their link.
 */
export const Markdown = memo(function Markdown({ text, topHeading = 3 }: MarkdownProps) {
  if (isPlain(text)) {
    return (
      <div className={classes["markdown"]}>
        <p>{text}</p>
      </div>
    );
  }
  return (
    <div className={classes["markdown"]}>
      <ReactMarkdown
        remarkPlugins={[remarkGfm]}
        rehypePlugins={[showHidden]}
        components={componentsOf[topHeading]}
        urlTransform={keepUrl}
      >
        {text}
      </ReactMarkdown>
    </div>
  );
});

/** Most steps of guides are a sentence without any mark; the parser takes a millisecond for each. */
function isPlain(text: string): boolean {
  return (
    /^\p{L}[\p{L}\p{N} ,.;'"()?/-]*$/u.test(text) && !text.includes("www.") && visibleText(text) === text
  );
}

/** What is no safe link is taken out where the link is made, so that its text stays. */
function keepUrl(url: string): string {
  return url;
}

function Heading({ level, children }: { readonly level: number; readonly children?: ReactNode }) {
  const Tag = `h${Math.min(6, level)}` as "h2";
  return <Tag className={classes["heading"]}>{children}</Tag>;
}

function SafeLink({ href, children }: { readonly href?: string | undefined; readonly children?: ReactNode }) {
  const target = safeLink(href);
  if (target === undefined) return <span>{children}</span>;
  return (
    <Anchor href={target} target="_blank" rel="noopener noreferrer" inherit underline="always">
      {children}
    </Anchor>
  );
}

function componentsFrom(top: number): Components {
  return {
    a: ({ href, children }) => <SafeLink href={href}>{children}</SafeLink>,
    img: ({ src, alt }) => (
      <SafeLink href={typeof src === "string" ? src : undefined}>{alt === "" ? src : alt}</SafeLink>
    ),
    code: ({ children }) => <Code className={classes["code"]}>{children}</Code>,
    pre: ({ children }) => (
      // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls can be scrolled by keys
      <pre className={classes["pre"]} tabIndex={0}>
        {children}
      </pre>
    ),
    h1: ({ children }) => <Heading level={top}>{children}</Heading>,
    h2: ({ children }) => <Heading level={top}>{children}</Heading>,
    h3: ({ children }) => <Heading level={top + 1}>{children}</Heading>,
    h4: ({ children }) => <Heading level={top + 2}>{children}</Heading>,
    h5: ({ children }) => <Heading level={top + 3}>{children}</Heading>,
    h6: ({ children }) => <Heading level={top + 3}>{children}</Heading>,
    table: ({ children }) => (
      <div className={classes["table"]}>
        <table>{children}</table>
      </div>
    ),
    input: ({ checked }) => <input type="checkbox" checked={checked === true} disabled readOnly />,
  };
}

const componentsOf = { 2: componentsFrom(2), 3: componentsFrom(3), 4: componentsFrom(4) } as const;
