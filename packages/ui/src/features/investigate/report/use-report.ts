import { useQueryClient } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";
import type { AnswerOf } from "../../../shared/api/call.ts";
import { describeEvent } from "../../../shared/event/describe-event.ts";
import { readEventFields } from "../../../shared/event/flatten-event.ts";
import { useSentenceText } from "../../../shared/event/sentence-text.tsx";
import { summarizeEvent } from "../../../shared/event/summarize-event.ts";
import { processTreeQuery } from "../../../shared/processes/process-queries.ts";
import { useTimes } from "../../../shared/time/use-times.ts";
import type { AlertStep } from "../alert-queries.ts";
import type { AlertSubject } from "../alert-subject.ts";
import { fillPlaceholders } from "../fill-placeholders.ts";
import { type GuidePart, guideSteps } from "../guide-parts.ts";
import { networkQuery, servicesQuery, sharesQuery, treeQuery } from "../panel-queries.ts";
import { searchQuery } from "../panels/search-query.ts";
import { treeIds } from "../panels/use-tree-ids.ts";
import { osqueryStepId } from "../step-ids.ts";
import {
  indicatorsOf,
  indicatorTypes,
  type Report,
  type ReportEvidence,
  type ReportFinding,
  timeLineOf,
} from "./report.ts";
import type { ReportWords } from "./report-words.ts";

type AlertAnswer = AnswerOf<"GET /api/v1/alerts/{id}">;

interface ReportInput {
  readonly answer: AlertAnswer;
  /** In the reader's language. */
  readonly ruleName: string;
  readonly subject: AlertSubject;
  readonly parts: readonly GuidePart[];
  readonly steps: ReadonlyMap<string, AlertStep>;
}

/** Puts the report together when it is asked for; what panels have found already is not asked for again. */
export function useReport(
  input: ReportInput,
): () => Promise<{ readonly report: Report; readonly words: ReportWords }> {
  const { t, i18n } = useTranslation("investigate");
  const { t: shared } = useTranslation("shared");
  const client = useQueryClient();
  const times = useTimes();
  const sentenceText = useSentenceText();
  return async () => {
    const { answer, ruleName, subject, parts, steps } = input;
    const { alert, group, notes } = answer;
    const evidence = await loadEvidence();
    const documents =
      group.length === 0 ? [alert.document ?? {}] : group.map(({ document }) => document ?? {});
    const fact = (label: string, value: string | null | undefined) =>
      value === null || value === undefined || value === "" ? [] : [{ label, value }];
    const sentence = (fields: ReturnType<typeof readEventFields>): string =>
      sentenceText(describeEvent(fields));
    const report: Report = {
      title: t("report.title", { rule: ruleName, host: subject.host.name ?? subject.host.id ?? "–" }),
      facts: [
        ...fact(t("report.rule"), ruleName),
        ...fact(t("report.reason"), alert.reason),
        ...fact(t("report.raised"), alert.time === null ? null : `${times.exact(alert.time)} ${times.zone}`),
        ...fact(t("column.severity"), `${shared(`severity.${alert.severity}`)} · ${alert.risk_score}`),
        ...fact(t("report.status"), shared(`status.${alert.status}`)),
        ...fact(t("report.assignees"), alert.assignees.join(", ")),
        ...fact(t("column.host"), alert.hosts.join(", ") || subject.host.name),
        ...fact(t("column.user"), subject.users.map(({ name }) => name).join(", ")),
        ...fact(
          t("report.techniques"),
          alert.techniques.map(({ id, name }) => `${id ?? ""} ${name ?? ""}`).join(", "),
        ),
        ...fact(t("report.id"), alert.id),
      ],
      events: documents.map((document) => {
        const fields = readEventFields(document);
        return {
          title: `${times.exact(fields.first("kibana.alert.original_time", "@timestamp") ?? "")} · ${sentence(fields)}`,
          facts: summarizeEvent(fields).map(({ label, values }) => ({
            label: shared(`event.label.${label}`),
            value: values.join(", "),
          })),
        };
      }),
      timeLine: timeLineOf(subject, documents, evidence, {
        sentence,
        started: (process) =>
          t("report.started", {
            process: process.executable ?? process.name ?? process.id,
            command: process.command_line ?? "",
          }),
        raised: t("report.raisedLine"),
        time: times.exact,
      }),
      findings: findings(parts, steps, subject),
      notes: notes.map(({ text, created_by, created_at }) => ({
        text,
        by: `${created_by}, ${times.full(created_at)}`,
      })),
      indicators: indicatorsOf(subject, evidence),
      madeBy: t("report.madeBy", { time: times.full(Date.now()), zone: times.zone }),
    };
    return { report, words: reportWords() };
  };

  async function loadEvidence(): Promise<ReportEvidence> {
    const { subject } = input;
    const tree = treeQuery(subject);
    const search = async (query: Parameters<typeof searchQuery>[0]) =>
      query === undefined ? [] : (await client.fetchQuery(searchQuery(query))).hits;
    const processes = tree === undefined ? [] : (await client.fetchQuery(processTreeQuery(tree))).processes;
    const [shares, services, contacts] = await Promise.all([
      search(sharesQuery(subject)),
      search(servicesQuery(subject)),
      search(networkQuery(subject, treeIds(processes).subject)),
    ]);
    return { processes, shares, services, contacts };
  }

  function findings(
    parts: readonly GuidePart[],
    steps: ReadonlyMap<string, AlertStep>,
    subject: AlertSubject,
  ): readonly ReportFinding[] {
    const of = (name: string, id: string): readonly ReportFinding[] => {
      const found = steps.get(id);
      if (found === undefined || (!found.done && found.finding === "")) return [];
      const by = [found.changed_by, found.changed_at === null ? null : times.full(found.changed_at)];
      return [
        {
          step: name,
          isDone: found.done,
          finding: found.finding,
          by: by.filter((one) => one !== null).join(", "),
        },
      ];
    };
    return guideSteps(parts).flatMap((step) => [
      ...of(`${step.number}. ${fillPlaceholders(step.text, subject).replaceAll("`", "")}`, step.id),
      ...step.blocks.flatMap((block, at) =>
        block.kind === "osquery" ? of(block.label, osqueryStepId(step, at)) : [],
      ),
    ]);
  }

  function reportWords(): ReportWords {
    return {
      language: i18n.language,
      alert: t("report.alert"),
      events: t("report.events"),
      timeLine: t("report.timeLine"),
      findings: t("report.findings"),
      notes: t("report.notes"),
      indicators: t("report.indicators"),
      done: t("step.done"),
      open: t("step.open"),
      noFindings: t("report.noFindings"),
      noNotes: t("report.noNotes"),
      noIndicators: t("report.noIndicators"),
      time: t("column.time"),
      what: t("column.what"),
      type: t("column.type"),
      value: t("column.value"),
      types: Object.fromEntries(indicatorTypes.map((type) => [type, t(`indicator.${type}`)])),
    };
  }
}
