import type { QueryOf } from "../../shared/api/call.ts";

export const ruleStates = ["enabled", "disabled", "cannot-run"] as const;
export const ruleOrigins = ["api", "file", "bundled"] as const;
export const ruleSorts = ["name", "severity", "risk_score", "enabled", "updated"] as const;
const severityNames = ["low", "medium", "high", "critical"] as const;

/** Which rules are listed, and how; all of it stands in the address. */
export interface RuleFilters {
  readonly name?: string;
  readonly tag?: readonly string[];
  readonly severity?: readonly (typeof severityNames)[number][];
  readonly origin?: (typeof ruleOrigins)[number];
  readonly state?: (typeof ruleStates)[number];
  readonly sort?: (typeof ruleSorts)[number];
  readonly order?: "asc" | "desc";
}

const mostTags = 20;
const longestText = 200;

/** Takes whatever stands in an address; what has no meaning is left out. */
export function readRuleFilters(search: Readonly<Record<string, unknown>>): RuleFilters {
  const name = typeof search["name"] === "string" ? search["name"].slice(0, longestText) : "";
  const tags = textsOf(search["tag"]).slice(0, mostTags);
  const severity = severityNames.filter((one) => textsOf(search["severity"]).includes(one));
  const one = <T extends string>(known: readonly T[], value: unknown): T | undefined =>
    known.find((name) => name === value);
  return withoutAbsent({
    name: name === "" ? undefined : name,
    tag: tags.length === 0 ? undefined : tags,
    severity: severity.length === 0 ? undefined : severity,
    origin: one(ruleOrigins, search["origin"]),
    state: one(ruleStates, search["state"]),
    sort: one(ruleSorts, search["sort"]),
    order: one(["asc", "desc"] as const, search["order"]),
  });
}

/** What the server is asked for. */
export function ruleQuery(filters: RuleFilters): QueryOf<"GET /api/v1/rules"> {
  const { name, tag, severity, origin, state, sort, order } = filters;
  return withoutAbsent({
    name,
    tag,
    severity,
    origin: origin === undefined ? undefined : [origin],
    enabled: state === undefined ? undefined : state !== "disabled",
    cannot_run: state === "cannot-run" ? true : undefined,
    sort,
    order,
  });
}

export function isFiltered({ sort: _, order: __, ...filters }: RuleFilters): boolean {
  return Object.keys(filters).length > 0;
}

function textsOf(value: unknown): readonly string[] {
  const all = Array.isArray(value) ? value : [value];
  return all.filter(
    (one): one is string => typeof one === "string" && one !== "" && one.length <= longestText,
  );
}

type Present<T> = { [Key in keyof T]?: Exclude<T[Key], undefined> };

function withoutAbsent<T extends object>(values: T): Present<T> {
  return Object.fromEntries(Object.entries(values).filter(([, value]) => value !== undefined)) as Present<T>;
}
