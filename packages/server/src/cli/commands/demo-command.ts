import type { Alert } from "@eqlite/core/detect";
import { renderGuide } from "@eqlite/core/detect";
import { builtInCatalogue } from "@eqlite/core/events";
import { loadRules } from "../../scan/load-rules.ts";
import { runScan } from "../../scan/run-scan.ts";
import { alertTable } from "../alert-table.ts";
import { bundledRules, demoRecording } from "../assets.ts";
import { describeEvent, eventKind, fieldText, oneLine, timeText } from "../describe-event.ts";
import { exitCodes } from "../exit-codes.ts";
import { type Messages, messagesFor } from "../messages/messages.ts";
import { createProgress } from "../progress.ts";
import type { Terminal } from "../terminal.ts";
import { wrapText } from "../wrap-text.ts";

/** `eqlite demo`: the bundled rule finds a real attack in the bundled recording. */
export async function demoCommand(terminal: Terminal): Promise<number> {
  const startedMs = terminal.nowMs();
  const messages = messagesFor(terminal.language);
  const { out } = terminal;
  out.write(`${messages.demo.intro}\n\n`);
  const catalogue = builtInCatalogue();
  const rules = await loadRules([bundledRules()], catalogue, startedMs);
  const progress = createProgress(terminal.err, messages.reading, terminal.nowMs);
  const report = await runScan({
    paths: [demoRecording()],
    rules: rules.prepared,
    catalogue,
    enforceIndex: false,
    fromMs: undefined,
    toMs: undefined,
    minSeverity: undefined,
    progress: progress.update,
    signal: terminal.signal,
  }).finally(progress.clear);
  for (const line of alertTable(report.alerts, terminal.language, out)) out.write(`${line}\n`);
  for (const alert of report.alerts) {
    writeTimeline(alert, messages, terminal);
    writeNextSteps(alert, messages, terminal);
  }
  out.write(
    `\n${out.colors.bold(messages.demo.next)}\n${messages.demo.nextSteps.map((step) => `  ${step}`).join("\n")}\n\n`,
  );
  const seconds = (terminal.nowMs() - startedMs) / 1000;
  out.write(
    `${messages.scanSummary({ alerts: report.alerts.length, rules: rules.prepared.length, events: report.totals.records, files: report.totals.files, seconds })}\n`,
  );
  return report.alerts.length > 0 ? exitCodes.ok : exitCodes.findings;
}

/** The events of an alert under each other, each with what it says and the time since the one before. */
function writeTimeline(alert: Alert, messages: Messages, { out }: Terminal): void {
  out.write(`\n${out.colors.bold(messages.demo.timeline)}\n`);
  let previousMs: number | undefined;
  for (const { event } of alert.evidence) {
    const { document, source } = event;
    const ms = Date.parse(fieldText(document, "@timestamp"));
    const since =
      previousMs === undefined ? "" : messages.demo.seconds(((ms - previousMs) / 1000).toFixed(3));
    previousMs = ms;
    const connector = since === "" ? "" : `  │  ${out.colors.dim(since)}\n`;
    const account = fieldText(document, "user.name");
    out.write(
      `${connector}  ● ${timeText(document)}  ${out.colors.cyan(eventKind(document))}\n` +
        `  │    ${describeEvent(document)}\n` +
        `${account === "" ? "" : `  │    ${messages.columns.user}: ${account}\n`}` +
        `  │    ${out.colors.dim(`${messages.columns.source}: ${oneLine(source.member ?? source.path)}:${source.record}`)}\n`,
    );
  }
}

const maxSteps = 6;

/** The first steps of the rule's investigation guide. */
function writeNextSteps(alert: Alert, messages: Messages, { out, language }: Terminal): void {
  const note = alert.rule.translations[language]?.note ?? alert.rule.note ?? "";
  const markdown = renderGuide(note)
    .map((segment) => (segment.kind === "markdown" ? segment.text : ""))
    .join("\n");
  const steps = guideSteps(markdown).slice(0, maxSteps);
  if (steps.length === 0) return;
  out.write(`\n${out.colors.bold(messages.demo.guide)}\n`);
  for (const [at, step] of steps.entries())
    out.write(`${wrapText(`${at + 1}. ${step}`, out.width || 100, "  ", "     ")}\n`);
}

/** The list items of a guide at the outermost level, each as one line of plain text. */
function guideSteps(markdown: string): readonly string[] {
  const items = markdown.matchAll(/^(?:- |\d+\. )(.+(?:\n {2,}(?!-)\S.*)*)/gm);
  return [...items].map(([, item = ""]) => oneLine(item.replace(/\n\s+/g, " ").replace(/\*\*|`/g, "")));
}
