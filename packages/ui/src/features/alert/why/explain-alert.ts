import {
  builtInCatalogue,
  createCatalogueInference,
  type JsonObject,
  layeredCatalogue,
} from "@eqlite/core/events";
import { checkClauses, type Span } from "@eqlite/core/lang";
import { type JudgedClause, judgeClause } from "@eqlite/core/match";
import type { EventDocument } from "../../../shared/api/search-events.ts";
import { readEventFields } from "../../../shared/event/flatten-event.ts";

/** A stage of the query of an alert, with the event that it took. */
export interface ExplainedStage {
  /** Zero-based, as it was matched: a stage that `runs` repeats counts each time. */
  readonly stage: number;
  /** Zero-based, as it is written. */
  readonly written: number;
  readonly span: Span;
  readonly isMissing: boolean;
  /** Which of the alert's events; undefined for a missing one. */
  readonly eventAt: number | undefined;
  /** Category and condition, judged by the event; none where the event is not known. */
  readonly judged: readonly JudgedClause[];
  /** Values that join the event to the others. */
  readonly keys: readonly { readonly name: string; readonly values: readonly string[] }[];
}

export interface ExplainedAlert {
  readonly query: string;
  readonly kind: "event" | "sequence" | "sample";
  readonly maxspanMs: number | undefined;
  readonly stages: readonly ExplainedStage[];
}

export type Explanation =
  | { readonly ok: true; readonly value: ExplainedAlert }
  | { readonly ok: false; readonly problem: string };

/**
 * Says why the events of an alert are what its query asks for: the query is checked and judged again here, clause by clause.
 *
 * @param documents the events in the order of the stages that take one; undefined for one that is not known any more
 */
export function explainAlert(
  query: string,
  categoryField: string | undefined,
  documents: readonly (EventDocument | undefined)[],
): Explanation {
  const seen = createCatalogueInference();
  for (const document of documents) if (document !== undefined) seen.add(document as JsonObject);
  const checked = checkClauses(query, layeredCatalogue(builtInCatalogue(), seen.catalogue()), {
    ...(categoryField === undefined ? {} : { eventCategoryField: categoryField }),
  });
  if (!checked.ok) return { ok: false, problem: checked.diagnostics[0]?.message ?? "" };
  let eventCount = 0;
  const stages = checked.value.stages
    .flatMap((stage, written) => Array.from({ length: stage.runs }, () => ({ ...stage, written })))
    .map(({ span, missing, category, clause, keyNames, written }, stage): ExplainedStage => {
      const eventAt = missing ? undefined : eventCount;
      if (!missing) eventCount += 1;
      const document = eventAt === undefined ? undefined : documents[eventAt];
      const fields = readEventFields(document ?? {});
      const clauses = category === undefined ? [clause] : [category, clause];
      return {
        stage,
        written,
        span,
        isMissing: missing,
        eventAt,
        judged: document === undefined ? [] : clauses.map((one) => judgeClause(one, document as JsonObject)),
        keys: keyNames.map((name) => ({ name, values: fields.all(name) })),
      };
    });
  const { kind, maxspanMs } = checked.value;
  return { ok: true, value: { query, kind, maxspanMs, stages } };
}
