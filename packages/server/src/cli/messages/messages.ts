import type { IgnoredPart } from "../report-rules.ts";
import { en } from "./en.ts";
import type { Language } from "./language.ts";
import { zhCn } from "./zh-cn.ts";

/** Every sentence the commands say beside diagnostics and help. */
export interface Messages {
  readonly columns: {
    readonly time: string;
    readonly severity: string;
    readonly rule: string;
    readonly host: string;
    readonly user: string;
    readonly event: string;
    readonly what: string;
    readonly source: string;
    readonly stage: string;
    readonly keys: string;
  };
  readonly severity: Readonly<Record<"low" | "medium" | "high" | "critical", string>>;
  readonly noTime: string;
  readonly reading: string;
  /** Before a place that could not be read. */
  readonly unreadable: string;
  /** Before a file that was passed over. */
  readonly note: string;
  readonly error: string;
  readonly interrupted: string;
  readonly noAlerts: string;
  readonly noRuleRan: string;
  readonly noMatches: string;
  scanSummary(counts: {
    alerts: number;
    rules: number;
    events: number;
    files: number;
    seconds: number;
  }): string;
  querySummary(counts: { matches: number; events: number; files: number; seconds: number }): string;
  checkSummary(counts: { rules: number; files: number; errors: number; warnings: number }): string;
  notRun(types: readonly { type: string; count: number }[]): string;
  /** What a scan leaves aside in so many rules. */
  ignoredPart(part: IgnoredPart, count: number): string;
  rulesFailed(count: number): string;
  ruleWarnings(count: number): string;
  ruleFailedOnEvents(rule: string, count: number, why: string): string;
  queryFailed(why: string): string;
  ruleStopped(rule: string, why: string): string;
  indexNotEnforced(): string;
  eventsWithoutTime(count: number): string;
  skippedFiles(count: number): string;
  skippedRuleFiles(count: number): string;
  moreProblems(count: number, verboseShowsMore: boolean): string;
  readonly missingEvent: string;
  readonly demo: {
    readonly intro: string;
    readonly timeline: string;
    readonly guide: string;
    readonly next: string;
    readonly nextSteps: readonly string[];
    seconds(value: string): string;
  };
}

export function messagesFor(language: Language): Messages {
  switch (language) {
    case "en":
      return en;
    case "zh-CN":
      return zhCn;
  }
}
