import { builtInCatalogue } from "@eqlite/core/events";
import { loadRules } from "../../scan/load-rules.ts";
import { runScan } from "../../scan/run-scan.ts";
import { alertTable } from "../alert-table.ts";
import { bundledRules, demoRecording } from "../assets.ts";
import { exitCodes } from "../exit-codes.ts";
import { messagesFor } from "../messages/messages.ts";
import { createProgress } from "../progress.ts";
import type { Terminal } from "../terminal.ts";
import { writeGuide } from "../write-guide.ts";
import { writeTimeline } from "../write-timeline.ts";

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
    const events = alert.evidence.map(({ event: { document, source } }) => ({
      document,
      place: `${source.member ?? source.path}:${source.record}`,
    }));
    writeTimeline(events, messages, out);
    const { rule } = alert;
    writeGuide(rule.translations[terminal.language]?.note ?? rule.note ?? "", messages, out);
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
