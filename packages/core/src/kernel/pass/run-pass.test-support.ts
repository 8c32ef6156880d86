import { schemaCatalogue } from "../../events/catalogue/field-catalogue.ts";
import { type JsonObject, parseJson } from "../../events/index.ts";
import {
  type CheckedQuery,
  checkQuery,
  defaultSearchOptions,
  type FieldCatalogue,
  type SearchOptions,
} from "../../lang/index.ts";
import { joinKeyJson } from "../../match/index.ts";
import { createPass, type EngineName } from "./create-pass.ts";
import { compileMatchKey } from "./match-key.ts";
import type { PassOutcome, PassQuery } from "./pass-query.ts";
import type { LeaveLine, PassOptions, QueryPass } from "./query-pass.ts";

/** Queries of one pass, and how they are run. */
export interface PassSetting {
  readonly texts: readonly string[];
  readonly fields: Readonly<Record<string, string>>;
  readonly search?: Partial<SearchOptions>;
  readonly fractionBeforeArrival?: boolean;
  /** For each query the events it sees, in turn. */
  readonly windows?: readonly PassQuery["window"][];
  /** For each query the indices it covers, in turn; undefined for all. All events are in the index `given`. */
  readonly covers?: readonly (string | undefined)[];
  readonly given?: string;
  readonly options?: PassOptions;
}

/** What a pass found, in a form in which two passes can be compared. */
export interface PassReport {
  readonly queries: readonly {
    readonly matches: readonly {
      /** Numbers of lines, null for a missing event. */
      readonly lines: readonly (number | null)[];
      readonly key: { readonly id: string; readonly json: readonly unknown[] } | undefined;
    }[];
    readonly failures: number;
    readonly firstFailure: string | undefined;
    readonly error: string | undefined;
  }[];
  /** Lines of the events that were kept, in the order in which they were. */
  readonly kept: readonly number[];
  readonly counts: readonly [events: number, outside: number, withoutTime: number];
}

export function catalogueOf({ fields }: Pick<PassSetting, "fields">): FieldCatalogue {
  return schemaCatalogue({ "@timestamp": "date", "event.category": "keyword", ...fields });
}

export function passQueries(setting: PassSetting): readonly PassQuery[] {
  const catalogue = catalogueOf(setting);
  const search: SearchOptions = { ...defaultSearchOptions, size: 1_000, ...setting.search };
  const { tiebreakerField } = search;
  const { windows = [], covers = [] } = setting;
  return setting.texts.map((text, at) => {
    const covered = covers[at % covers.length];
    const checked = checkQuery(text, catalogue);
    if (!checked.ok) throw new Error(`${text}: ${checked.diagnostics[0]?.message}`);
    return {
      query: checked.value,
      window: windows[at % windows.length],
      ...(covered === undefined ? {} : { coversIndex: (index: string) => index === covered }),
      options: {
        search,
        timestampType: catalogue.typeOf(search.timestampField),
        tiebreakerType: tiebreakerField === undefined ? undefined : catalogue.typeOf(tiebreakerField),
        fractionBeforeArrival: setting.fractionBeforeArrival ?? false,
      },
    };
  });
}

export function parseLine(line: string): JsonObject {
  const parsed = parseJson(line);
  if (!parsed.ok) throw new Error(`not JSON: ${line}`);
  return parsed.value as JsonObject;
}

/** Where each line begins if they stand one after the other. */
export function linePositions(lines: readonly string[]): readonly number[] {
  const encoder = new TextEncoder();
  let position = 0;
  return lines.map((line) => {
    const from = position;
    position += encoder.encode(line).length + 1;
    return from;
  });
}

/** Judges lines from `from` to before `to`: as a block where the pass takes blocks, else and where it leaves a line as documents. */
export function judgeLines(
  pass: QueryPass,
  lines: readonly string[],
  from: number,
  to: number,
  given?: string,
): void {
  const positions = linePositions(lines);
  const judgeDocument = (at: number): void =>
    pass.judgeDocument(parseLine(lines[at] ?? ""), positions[at] ?? 0, given);
  if (pass.judgeBlock === undefined) {
    for (let at = from; at < to; at += 1) judgeDocument(at);
    return;
  }
  const block = new TextEncoder().encode(
    lines
      .slice(from, to)
      .map((line) => `${line}\n`)
      .join(""),
  );
  const leaveLine: LeaveLine = (_from, _to, linesBefore) => {
    judgeDocument(from + linesBefore);
    return false;
  };
  pass.judgeBlock(block, positions[from] ?? 0, leaveLine, given);
}

/** @param blockLines how many lines stand in one block */
export function runPass(
  engine: EngineName,
  setting: PassSetting,
  lines: readonly string[],
  blockLines = lines.length,
): PassReport {
  const kept: number[] = [];
  const queries = passQueries(setting);
  const pass = createPass(engine, queries, {
    compileIndex: () => (_event, given) => given,
    ...setting.options,
    onKept: (position) => kept.push(linePositions(lines).indexOf(position)),
  });
  for (let from = 0; from < lines.length; from += Math.max(1, blockLines)) {
    judgeLines(pass, lines, from, Math.min(lines.length, from + Math.max(1, blockLines)), setting.given);
  }
  const { eventCount, outsideCount, withoutTimeCount } = pass;
  const outcomes = pass.finish();
  return {
    queries: describeOutcomes(
      outcomes,
      queries.map(({ query }) => query),
      lines,
      setting.options?.seed,
    ),
    kept,
    counts: [eventCount, outsideCount, withoutTimeCount],
  };
}

export function describeOutcomes(
  outcomes: readonly PassOutcome[],
  queries: readonly CheckedQuery[],
  lines: readonly string[],
  seed: PassOptions["seed"],
): PassReport["queries"] {
  const positions = linePositions(lines);
  return outcomes.map(({ matches, failures, firstFailure, error }, at) => {
    const query = queries[at];
    if (query === undefined) throw new Error("an outcome without a query");
    const readKey = compileMatchKey(query, seed);
    return {
      matches: matches.map((match) => {
        const numbers = match.positions.map((position) =>
          position === undefined ? null : positions.indexOf(position),
        );
        const found = readKey(
          match,
          numbers.map((line) => (line === null ? undefined : parseLine(lines[line] ?? ""))),
        );
        if (!found.isMatch) throw new Error("different keys had one hash");
        const { key } = found;
        return {
          lines: numbers,
          key: key === undefined ? undefined : { id: key.id, json: joinKeyJson(key) },
        };
      }),
      failures,
      firstFailure: firstFailure?.message,
      error: error?.message,
    };
  });
}
