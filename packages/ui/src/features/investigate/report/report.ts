import type { SearchHit } from "../../../shared/api/search-events.ts";
import { type EventFields, readEventFields } from "../../../shared/event/flatten-event.ts";
import type { ProcessNode } from "../../../shared/processes/process-queries.ts";
import type { AlertSubject } from "../alert-subject.ts";
import { contactRows, serviceRows, shareRows } from "../panels/event-rows.ts";

/** What an investigation has come to, in the chosen language: plain texts that hold whatever events and people wrote. */
export interface Report {
  readonly title: string;
  readonly facts: readonly ReportFact[];
  readonly events: readonly { readonly title: string; readonly facts: readonly ReportFact[] }[];
  readonly timeLine: readonly { readonly time: string; readonly text: string }[];
  readonly findings: readonly ReportFinding[];
  readonly notes: readonly { readonly text: string; readonly by: string }[];
  readonly indicators: readonly Indicator[];
  readonly madeBy: string;
}

export interface ReportFact {
  readonly label: string;
  readonly value: string;
}

export interface ReportFinding {
  readonly step: string;
  readonly isDone: boolean;
  /** Markdown of who investigated; empty where nothing was written. */
  readonly finding: string;
  readonly by: string;
}

export const indicatorTypes = [
  "sha256",
  "sha1",
  "md5",
  "file-path",
  "file-name",
  "address",
  "domain",
  "service",
  "account",
] as const;

/** What the same intrusion would show elsewhere. */
export interface Indicator {
  readonly type: (typeof indicatorTypes)[number];
  readonly value: string;
}

/** What panels have found, as far as it could be loaded. */
export interface ReportEvidence {
  readonly processes: readonly ProcessNode[];
  readonly shares: readonly SearchHit[];
  readonly services: readonly SearchHit[];
  readonly contacts: readonly SearchHit[];
}

/** Indicators of the alert and of what was found beside it, each once. */
export function indicatorsOf(subject: AlertSubject, evidence: ReportEvidence): readonly Indicator[] {
  const shares = shareRows(ofAlertFile(evidence.shares, subject).hits);
  const contacts = contactRows(evidence.contacts);
  const all: readonly (Indicator | undefined)[] = [
    ...subject.hashes.map(({ kind, value }) => ({ type: kind, value })),
    ...subject.files.paths.map((value) => ({ type: "file-path" as const, value })),
    ...subject.files.names.map((value) => ({ type: "file-name" as const, value })),
    ...shares.map(({ source }) =>
      source === undefined ? undefined : { type: "address" as const, value: source },
    ),
    ...contacts.flatMap(({ kind, value, answers }) => [
      { type: kind, value },
      ...(kind === "domain" ? answers.map((answer) => ({ type: "address" as const, value: answer })) : []),
    ]),
    ...serviceRows(evidence.services).map(({ name }) => ({ type: "service" as const, value: name })),
    ...shares.map(({ user }) => (user === undefined ? undefined : { type: "account" as const, value: user })),
  ];
  const byKey = new Map<string, Indicator>();
  for (const one of all) {
    if (one === undefined || one.value === "–" || isOfEveryHost(one)) continue;
    byKey.set(`${one.type}\n${one.value}`, one);
  }
  return [...byKey.values()].sort((a, b) => indicatorTypes.indexOf(a.type) - indicatorTypes.indexOf(b.type));
}

/** Addresses that mean each host itself. */
function isOfEveryHost({ type, value }: Indicator): boolean {
  return type === "address" && /^(127\.|::1$|0\.0\.0\.0$|::$)/.test(value);
}

/** Events of the alert's file among accesses to shares. */
export function ofAlertFile(
  hits: readonly SearchHit[],
  subject: AlertSubject,
): { readonly hits: readonly SearchHit[] } {
  const names = new Set(subject.files.names.map((name) => name.toLowerCase()));
  return {
    hits: hits.filter(({ _source }) => {
      const fields = readEventFields(_source);
      return fields.all("file.name").some((name) => names.has(name.toLowerCase()));
    }),
  };
}

const maxTimeLine = 500;

interface TimeLineWords {
  readonly sentence: (fields: EventFields) => string;
  readonly started: (process: ProcessNode) => string;
  readonly raised: string;
  readonly time: (time: string | number) => string;
}

/** What happened in its order: the alert's events, the processes of the tree, what came over shares, services, contacts. */
export function timeLineOf(
  subject: AlertSubject,
  events: readonly Readonly<Record<string, unknown>>[],
  evidence: ReportEvidence,
  words: TimeLineWords,
): Report["timeLine"] {
  const lines: { ms: number; text: string }[] = [{ ms: subject.raisedMs, text: words.raised }];
  const add = (document: Readonly<Record<string, unknown>>): void => {
    const fields = readEventFields(document);
    const ms = Date.parse(fields.first("kibana.alert.original_time", "@timestamp") ?? "");
    if (!Number.isNaN(ms)) lines.push({ ms, text: words.sentence(fields) });
  };
  for (const event of events) add(event);
  for (const hit of [
    ...ofAlertFile(evidence.shares, subject).hits,
    ...evidence.services,
    ...evidence.contacts,
  ]) {
    add(hit._source);
  }
  for (const process of evidence.processes) {
    if (process.started_at !== null && process.relation !== "subject")
      lines.push({ ms: Date.parse(process.started_at), text: words.started(process) });
  }
  const byKey = new Map(lines.map((line) => [`${line.ms} ${line.text}`, line]));
  return [...byKey.values()]
    .sort((a, b) => a.ms - b.ms)
    .slice(0, maxTimeLine)
    .map(({ ms, text }) => ({ time: words.time(ms), text }));
}
