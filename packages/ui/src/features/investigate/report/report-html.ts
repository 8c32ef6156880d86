import { visibleText } from "../../../shared/event/visible-text.ts";
import type { Report, ReportFact } from "./report.ts";
import type { ReportWords } from "./report-words.ts";

const style = [
  "body{font:15px/1.5 system-ui,sans-serif;max-width:60rem;margin:2rem auto;padding:0 1rem;color:#1b1f23;background:#fff}",
  "h1{font-size:1.5rem}h2{font-size:1.15rem;margin-top:2rem;border-bottom:1px solid #d0d7de}h3{font-size:1rem}",
  "table{border-collapse:collapse;width:100%}td,th{border:1px solid #d0d7de;padding:.25rem .5rem;text-align:start;vertical-align:top;overflow-wrap:anywhere}",
  "dl{display:grid;grid-template-columns:max-content 1fr;gap:.15rem 1rem}dt{color:#57606a}dd{margin:0;overflow-wrap:anywhere}",
  "pre{white-space:pre-wrap;overflow-wrap:anywhere;background:#f6f8fa;padding:.5rem .75rem;border-radius:4px;font:inherit}",
  ".by,footer{color:#57606a;font-size:.9rem}",
].join("");

/** A report as one HTML file that needs nothing else and may run nothing: all that events and people wrote is text in it. */
export function reportHtml(report: Report, words: ReportWords): string {
  return [
    "<!doctype html>",
    `<html lang="${text(words.language)}">`,
    "<head>",
    '<meta charset="utf-8">',
    `<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'">`,
    '<meta name="viewport" content="width=device-width, initial-scale=1">',
    `<title>${text(report.title)}</title>`,
    `<style>${style}</style>`,
    "</head>",
    "<body>",
    `<h1>${text(report.title)}</h1>`,
    `<h2>${text(words.alert)}</h2>`,
    facts(report.facts),
    `<h2>${text(words.events)}</h2>`,
    ...report.events.map(({ title, facts: ofEvent }) => `<h3>${text(title)}</h3>${facts(ofEvent)}`),
    `<h2>${text(words.timeLine)}</h2>`,
    table(
      [words.time, words.what],
      report.timeLine.map(({ time, text: what }) => [time, what]),
    ),
    `<h2>${text(words.findings)}</h2>`,
    report.findings.length === 0 ? `<p>${text(words.noFindings)}</p>` : "",
    ...report.findings.map(
      ({ step, isDone, finding, by }) =>
        `<h3>${isDone ? "&#9745;" : "&#9744;"} ${text(step)}</h3><p class="by">${text(isDone ? words.done : words.open)} · ${text(by)}</p>${finding === "" ? "" : `<pre>${text(finding)}</pre>`}`,
    ),
    `<h2>${text(words.notes)}</h2>`,
    report.notes.length === 0 ? `<p>${text(words.noNotes)}</p>` : "",
    ...report.notes.map((note) => `<p class="by">${text(note.by)}</p><pre>${text(note.text)}</pre>`),
    `<h2>${text(words.indicators)}</h2>`,
    report.indicators.length === 0
      ? `<p>${text(words.noIndicators)}</p>`
      : table(
          [words.type, words.value],
          report.indicators.map(({ type, value }) => [words.types[type] ?? type, value]),
        ),
    `<footer><p>${text(report.madeBy)}</p></footer>`,
    "</body>",
    "</html>",
    "",
  ].join("\n");
}

function facts(all: readonly ReportFact[]): string {
  return `<dl>${all.map(({ label, value }) => `<dt>${text(label)}</dt><dd>${text(value)}</dd>`).join("")}</dl>`;
}

function table(titles: readonly string[], rows: readonly (readonly string[])[]): string {
  const row = (cells: readonly string[], tag: string): string =>
    `<tr>${cells.map((one) => `<${tag}>${text(one)}</${tag}>`).join("")}</tr>`;
  return `<table><thead>${row(titles, "th")}</thead><tbody>${rows.map((cells) => row(cells, "td")).join("")}</tbody></table>`;
}

function text(value: string): string {
  return visibleText(value).replace(/[&<>"']/g, (char) => entities[char] ?? char);
}

const entities: Readonly<Record<string, string>> = {
  "&": "&amp;",
  "<": "&lt;",
  ">": "&gt;",
  '"': "&quot;",
  "'": "&#39;",
};
