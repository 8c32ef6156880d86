import type { RuleTexts } from "../../shared/rule-text/rule-texts.ts";
import type { Alert } from "./alert-data.ts";

/** A tactic of MITRE ATT&CK with the techniques that the rule names. */
export interface Threat {
  readonly id: string;
  readonly name: string;
  readonly reference: string | undefined;
  readonly below: readonly Threat[];
}

/** What the alert keeps of its rule, as it was when the alert was raised. */
export interface RuleOfAlert {
  /** Of the rule as it is stored; what Kibana's routes know it by. */
  readonly uuid: string | undefined;
  readonly ruleId: string;
  readonly name: string;
  readonly version: number | undefined;
  readonly type: string;
  readonly description: string;
  readonly note: string;
  /** As its author wrote it: what the steps of a guide are known by. */
  readonly originalNote: string;
  readonly falsePositives: readonly string[];
  readonly references: readonly string[];
  readonly authors: readonly string[];
  readonly tactics: readonly Threat[];
  readonly query: string | undefined;
  readonly categoryField: string | undefined;
}

/**
 * Rules come from outside: whatever is not as it should be is left out.
 *
 * @param texts of the rule as it was, in the reader's language
 */
export function ruleOfAlert(
  { rule_id, rule_name, document = {} }: Alert,
  texts: RuleTexts = {},
): RuleOfAlert {
  const own = (name: string): unknown => document[`kibana.alert.rule.${name}`];
  const parameters = Object(own("parameters")) as Record<string, unknown>;
  const originalNote = textOf(own("note")) ?? textOf(parameters["note"]) ?? "";
  return {
    uuid: textOf(own("uuid")),
    ruleId: rule_id,
    name: texts.name ?? rule_name,
    version: typeof own("version") === "number" ? (own("version") as number) : undefined,
    type: textOf(own("type")) ?? "",
    description: texts.description ?? textOf(own("description")) ?? "",
    note: texts.note ?? originalNote,
    originalNote,
    falsePositives: texts.false_positives ?? textsOf(own("false_positives")),
    references: textsOf(own("references")),
    authors: textsOf(own("author")),
    tactics: threatsOf(own("threat")),
    query: textOf(parameters["query"]),
    categoryField: textOf(parameters["event_category_override"]),
  };
}

function threatsOf(value: unknown): readonly Threat[] {
  return objectsOf(value).flatMap((entry) =>
    objectsOf([entry["tactic"]]).map((tactic) => ({
      ...threatOf(tactic),
      below: objectsOf(entry["technique"]).map((technique) => ({
        ...threatOf(technique),
        below: objectsOf(technique["subtechnique"]).map((sub) => ({ ...threatOf(sub), below: [] })),
      })),
    })),
  );
}

function threatOf(value: Record<string, unknown>): Omit<Threat, "below"> {
  const id = textOf(value["id"]) ?? "";
  return { id, name: textOf(value["name"]) ?? id, reference: webAddress(textOf(value["reference"])) };
}

/** An address that a link may lead to; anything but the web is none. */
export function webAddress(text: string | undefined): string | undefined {
  return text !== undefined && /^https?:\/\//i.test(text) ? text : undefined;
}

function textOf(value: unknown): string | undefined {
  return typeof value === "string" && value !== "" ? value : undefined;
}

function textsOf(value: unknown): readonly string[] {
  return Array.isArray(value) ? value.filter((one): one is string => typeof one === "string") : [];
}

function objectsOf(value: unknown): readonly Record<string, unknown>[] {
  return Array.isArray(value) ? value.filter((one) => typeof one === "object" && one !== null) : [];
}
