/** Headings of a report in the chosen language. */
export interface ReportWords {
  readonly language: string;
  readonly alert: string;
  readonly events: string;
  readonly timeLine: string;
  readonly findings: string;
  readonly notes: string;
  readonly indicators: string;
  readonly done: string;
  readonly open: string;
  readonly noFindings: string;
  readonly noNotes: string;
  readonly noIndicators: string;
  readonly time: string;
  readonly what: string;
  readonly type: string;
  readonly value: string;
  /** Of types of indicators. */
  readonly types: Readonly<Record<string, string>>;
}
