import { type GuideSegment, renderGuide } from "@eqlite/core/detect";

export type GuideBlock = Exclude<GuideSegment, { kind: "markdown" }>;

/** What a part of a guide is about. Steps of the investigation and of ruling out a false positive are ticked off here. */
export type GuideSection = "investigation" | "false-positive" | "response" | "reference";

export type GuidePart =
  | {
      readonly kind: "heading";
      readonly text: string;
      readonly level: number;
      readonly section: GuideSection;
    }
  | { readonly kind: "text"; readonly text: string; readonly section: GuideSection }
  | GuideStep;

/** One item of a list of the guide: something to be done. */
export interface GuideStep {
  readonly kind: "step";
  /** Under which the server keeps what was found, such as `guide-3`. */
  readonly id: string;
  /** From one. */
  readonly number: number;
  /** Markdown, without the mark of its list. */
  readonly text: string;
  /** Of nested lists, from zero. */
  readonly depth: number;
  readonly blocks: readonly GuideBlock[];
  readonly section: GuideSection;
}

/**
 * Takes a guide apart into headings, text and steps. An item of a list that is nothing but blocks belongs to the item that it
 * stands below. Guides of anybody are read: what is no list stays text, and nothing is lost.
 */
export function guideParts(note: string): readonly GuidePart[] {
  const { text, blocks } = withTokens(note);
  const parts: GuidePart[] = [];
  let section: GuideSection = "investigation";
  let sectionLevel = 0;
  let steps = 0;
  let isInCode = false;
  let open: { kind: "text" | "step"; lines: string[]; indent: number; depth: number } | undefined;
  const indents: number[] = [];

  const close = (): void => {
    if (open === undefined) return;
    const { kind, lines, depth } = open;
    open = undefined;
    const whole = lines.join("\n");
    const own = blocksIn(whole, blocks);
    const words = dedent(whole.replaceAll(token, "")).trim();
    const before = parts.at(-1);
    if (words === "" && own.length > 0 && before?.kind === "step") {
      parts[parts.length - 1] = { ...before, blocks: [...before.blocks, ...own] };
      return;
    }
    if (words === "" && own.length === 0) return;
    if (kind === "text" && own.length === 0) {
      parts.push({ kind: "text", text: words, section });
      return;
    }
    if (section === "response" || section === "reference") {
      parts.push({ kind: "text", text: `${"  ".repeat(depth)}- ${words.replaceAll("\n", "\n  ")}`, section });
      return;
    }
    steps += 1;
    parts.push({
      kind: "step",
      id: `guide-${steps}`,
      number: steps,
      text: words,
      depth,
      blocks: own,
      section,
    });
  };

  for (const line of text.split(/\r\n?|\n/)) {
    const fence = /^\s*(```|~~~)/.test(line);
    if (fence) isInCode = !isInCode;
    if (fence || isInCode) {
      open ??= { kind: "text", lines: [], indent: 0, depth: 0 };
      open.lines.push(line);
      continue;
    }
    const heading = /^ {0,3}(#{1,6})\s+(.*?)\s*#*\s*$/.exec(line);
    if (heading !== null) {
      close();
      indents.length = 0;
      const level = heading[1]?.length ?? 1;
      const words = (heading[2] ?? "").replaceAll(token, "");
      const found = sectionOf(words);
      if (found !== undefined || level <= sectionLevel) {
        section = found ?? "investigation";
        sectionLevel = level;
      }
      parts.push({ kind: "heading", text: words, level, section });
      continue;
    }
    const item = /^(\s*)(?:[-*+•]|\d{1,9}[.)])\s+(.*)$/.exec(line);
    if (item !== null) {
      close();
      const indent = (item[1] ?? "").replaceAll("\t", "    ").length;
      while ((indents.at(-1) ?? -1) >= indent) indents.pop();
      const depth = indents.length;
      indents.push(indent);
      open = { kind: "step", lines: [item[2] ?? ""], indent, depth };
      continue;
    }
    const isIndented = /^\s/.test(line);
    // A list ends with a line that is not below it.
    if (open?.kind === "step" && line.trim() !== "" && !isIndented && open.lines.at(-1)?.trim() === "")
      close();
    if (open?.kind === "text" && line.trim() === "") {
      close();
      continue;
    }
    if (open === undefined && line.trim() === "") continue;
    if (open === undefined) indents.length = 0;
    open ??= { kind: "text", lines: [], indent: 0, depth: 0 };
    open.lines.push(line);
  }
  close();
  return joined(parts);
}

/** Steps, which are what can be done. */
export function guideSteps(parts: readonly GuidePart[]): readonly GuideStep[] {
  return parts.filter((part) => part.kind === "step");
}

/** Lists that are no steps become one text again. */
function joined(parts: readonly GuidePart[]): readonly GuidePart[] {
  const all: GuidePart[] = [];
  for (const part of parts) {
    const last = all.at(-1);
    if (part.kind === "text" && last?.kind === "text" && isItem(part.text) && isItem(last.text)) {
      all[all.length - 1] = { ...last, text: `${last.text}\n${part.text}` };
    } else all.push(part);
  }
  return all;
}

function isItem(text: string): boolean {
  return /^\s*- /.test(text);
}

/** Characters of a private use that no guide needs: what stands between two of them is the number of a block. */
const token = /\ue000\d+\ue001/g;

function withTokens(note: string): { readonly text: string; readonly blocks: readonly GuideBlock[] } {
  const blocks: GuideBlock[] = [];
  let text = "";
  for (const segment of renderGuide(note.replace(/[\ue000\ue001]/g, ""))) {
    if (segment.kind === "markdown") {
      text += segment.text;
    } else {
      text += `\ue000${blocks.length}\ue001`;
      blocks.push(segment);
    }
  }
  return { text, blocks };
}

function blocksIn(text: string, blocks: readonly GuideBlock[]): readonly GuideBlock[] {
  return [...text.matchAll(token)].flatMap(([found]) => blocks[Number(found.slice(1, -1))] ?? []);
}

function dedent(text: string): string {
  const [first = "", ...rest] = text.split("\n");
  const indents = rest.filter((line) => line.trim() !== "").map((line) => /^\s*/.exec(line)?.[0].length ?? 0);
  const least = indents.length === 0 ? 0 : Math.min(...indents);
  return [first, ...rest.map((line) => line.slice(least))].join("\n");
}

/** Words by which headings of published guides tell what follows, in both languages. */
const sectionWords: readonly (readonly [GuideSection, readonly string[]])[] = [
  ["false-positive", ["false positive", "误报"]],
  ["response", ["response", "remediation", "响应", "补救", "修复", "处置"]],
  ["reference", ["related rules", "references", "setup", "相关规则", "参考", "设置"]],
];

function sectionOf(heading: string): GuideSection | undefined {
  const words = heading.toLowerCase();
  return sectionWords.find(([, any]) => any.some((one) => words.includes(one)))?.[0];
}
