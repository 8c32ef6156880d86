import { responseLimits } from "./response-limits.ts";
import type { ResponseSubject } from "./response-texts.ts";

/** A step of the part of a guide that says how to respond. */
export interface ResponseStep {
  /** What it is kept under, with the alert. */
  readonly id: string;
  /** Markdown. */
  readonly text: string;
  readonly subjects: readonly ResponseSubject[];
}

const heading = /^(#{1,6})\s+(.*?)\s*#*\s*$/;
const title = /response\s+(and|&)\s+remediation|^(incident\s+)?response$|^remediation|响应|处置/i;
const item = /^( {0,3})(?:[-*+]|\d{1,9}[.)])\s+(.*)$/;

const words: readonly (readonly [ResponseSubject, RegExp])[] = [
  ["isolate", /\b(isolat|contain|quarantine the host|disconnect)|隔离/i],
  [
    "stop",
    /\b(stop|kill|terminate|end)\w*\b[^.]*\bprocess|\bprocess\w*\b[^.]*\b(stop|kill|terminat)|(终止|停止|结束)[^。]*进程/i,
  ],
  ["block", /\bblock|封禁|封锁|阻断|拦截/i],
  ["remove", /\b(remove|delete|eradicate|clean up)\b|删除|清除|移除/i],
];

/** Reads the steps: the items of the list under the heading of this part, with the lines that go on with them. */
export function responseSteps(note: string): readonly ResponseStep[] {
  const texts: string[] = [];
  let level: number | undefined;
  for (const line of note.split(/\r?\n/)) {
    const found = heading.exec(line);
    if (found !== null) {
      const depth = found[1]?.length ?? 1;
      if (level === undefined && title.test(found[2] ?? "")) level = depth;
      else if (level !== undefined && depth <= level) break;
      continue;
    }
    if (level === undefined) continue;
    const start = item.exec(line);
    if (start !== null) texts.push(start[2] ?? "");
    else if (line.trim() !== "" && texts.length > 0) texts.push(`${texts.pop()}\n${line.trim()}`);
  }
  return texts.slice(0, responseLimits.maxSteps).map((text, at) => ({
    id: `response-${at + 1}`,
    text,
    subjects: words.flatMap(([subject, pattern]) => (pattern.test(text) ? [subject] : [])),
  }));
}

/**
 * The steps in another language. What they are about, and what is done, goes by the original step at the same place: where
 * there is not one for each, the original is shown.
 */
export function translatedSteps(original: string, translated: string): readonly ResponseStep[] {
  const steps = responseSteps(original);
  const others = responseSteps(translated);
  if (others.length !== steps.length) return steps;
  return steps.map((step, at) => ({ ...step, text: others[at]?.text ?? step.text }));
}
