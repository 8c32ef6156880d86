import { visibleText } from "../../../shared/event/visible-text.ts";
import { markdownCode } from "../fill-placeholders.ts";
import type { Report, ReportFact } from "./report.ts";
import type { ReportWords } from "./report-words.ts";

/** A report as Markdown. Values of events are code; what people wrote in Markdown stands in quotes, so that it keeps its place. */
export function reportMarkdown(report: Report, words: ReportWords): string {
  const lines = [
    `# ${plain(report.title)}`,
    "",
    `## ${words.alert}`,
    "",
    ...facts(report.facts),
    "",
    `## ${words.events}`,
    "",
    ...report.events.flatMap(({ title, facts: ofEvent }) => [
      `### ${plain(title)}`,
      "",
      ...facts(ofEvent),
      "",
    ]),
    `## ${words.timeLine}`,
    "",
    `| ${words.time} | ${words.what} |`,
    "| --- | --- |",
    ...report.timeLine.map(({ time, text }) => `| ${plain(time)} | ${cell(text)} |`),
    "",
    `## ${words.findings}`,
    "",
    ...(report.findings.length === 0 ? [words.noFindings, ""] : []),
    ...report.findings.flatMap(({ step, isDone, finding, by }) => [
      `- [${isDone ? "x" : " "}] ${plain(step)} (${plain(by)})`,
      ...(finding === "" ? [] : ["", ...quoted(finding, "  ")]),
      "",
    ]),
    `## ${words.notes}`,
    "",
    ...(report.notes.length === 0 ? [words.noNotes, ""] : []),
    ...report.notes.flatMap(({ text, by }) => [`${plain(by)}:`, "", ...quoted(text, ""), ""]),
    `## ${words.indicators}`,
    "",
    ...(report.indicators.length === 0
      ? [words.noIndicators]
      : [
          `| ${words.type} | ${words.value} |`,
          "| --- | --- |",
          ...report.indicators.map(({ type, value }) => `| ${words.types[type] ?? type} | ${cell(value)} |`),
        ]),
    "",
    "---",
    "",
    plain(report.madeBy),
    "",
  ];
  return lines.join("\n");
}

function facts(all: readonly ReportFact[]): readonly string[] {
  return all.map(({ label, value }) => `- ${plain(label)}: ${markdownCode(visibleText(value))}`);
}

function quoted(text: string, indent: string): readonly string[] {
  return visibleText(text)
    .split(/\r\n?|\n/)
    .map((line) => `${indent}> ${line}`.trimEnd());
}

/** In a table a bar would begin the next column, also in code. */
function cell(text: string): string {
  return markdownCode(visibleText(text).replaceAll("|", "\u2502"));
}

/** Text in which nothing is taken for Markdown or HTML. */
function plain(text: string): string {
  return visibleText(text)
    .replace(/[\r\n]+/g, " ")
    .replace(/[\\`*_{}[\]<>#|~&!]/g, (char) => `\\${char}`);
}
