import { isJsonObject, type JsonObject, type JsonValue } from "@eqlite/core/events";
import type { ExceptionList } from "../../../exceptions/exception.ts";
import type { Actor } from "../../../platform/actor.ts";
import { OperationalError } from "../../../platform/operational-error.ts";
import { classifyEntry, type EntryKind } from "../../../rules/classify-entry.ts";
import { attempt, importError, importExceptions } from "../exceptions/import-exceptions.ts";
import { inTurns } from "../in-turns.ts";
import type { KibanaDependencies } from "../kibana-dependencies.ts";
import { kibanaLimits } from "../kibana-limits.ts";
import { badRequest } from "../kibana-request.ts";
import { type ImportedLine, readNdjsonLines } from "../ndjson-lines.ts";
import { listKeyText, referenceJson, withKnownLists } from "./exception-references.ts";
import { readRule } from "./read-rule.ts";

export interface RuleImportOptions {
  /** Rules that are there are replaced. Without it they stay, and are told of as errors. */
  readonly overwrite: boolean;
  readonly overwriteExceptions: boolean;
  readonly asNewList: boolean;
}

type ImportDependencies = Pick<
  KibanaDependencies,
  "database" | "rules" | "exceptions" | "catalogue" | "clock" | "makeId"
>;

/**
 * Stores the rules of an export with their exceptions, answered as the original does. What is wrong with one line does not
 * stop the others. Connectors are left out: there are none here.
 */
export async function importRules(
  text: string,
  options: RuleImportOptions,
  dependencies: ImportDependencies,
  principal: Actor,
): Promise<JsonObject> {
  const { lines, broken } = readNdjsonLines(text);
  const kinds = new Map<EntryKind, ImportedLine[]>();
  for (const line of lines) {
    const kind = classifyEntry(line.value);
    kinds.set(kind, [...(kinds.get(kind) ?? []), line]);
  }
  const of = (kind: EntryKind): readonly ImportedLine[] => kinds.get(kind) ?? [];
  const rules = of("rule");
  if (rules.length > kibanaLimits.maxImportedRules) {
    throw badRequest(
      `The file has ${rules.length} rules; ${kibanaLimits.maxImportedRules} are imported at once.`,
    );
  }
  const exceptions = await importExceptions(
    of("exception-list"),
    of("exception-item"),
    { overwrite: options.overwriteExceptions, asNewList: options.asNewList },
    dependencies,
    principal,
  );
  const imported = await storeRules(rules, exceptions.stored, options, dependencies, principal);
  const errors = [
    ...broken.map(({ line, message }) => importError("rule_id", undefined, line, 400, message)),
    ...[...of("unknown"), ...of("repository-rule")].map(({ line }) =>
      importError(
        "rule_id",
        undefined,
        line,
        400,
        "This is neither a rule nor anything else that an export holds.",
      ),
    ),
    ...imported.errors,
  ];
  const connectors = of("connector").length;
  return {
    success: errors.length === 0,
    success_count: imported.count,
    rules_count: rules.length + errors.length - imported.errors.length,
    errors,
    exceptions_success: exceptions.errors.length === 0,
    exceptions_success_count: exceptions.lists + exceptions.items,
    exceptions_errors: exceptions.errors,
    action_connectors_success: true,
    action_connectors_success_count: 0,
    action_connectors_errors: [],
    action_connectors_warnings: connectorWarnings(connectors),
    ...(imported.warnings.length === 0 ? {} : { eqlite_warnings: imported.warnings }),
  };
}

interface StoredRules {
  readonly count: number;
  readonly errors: readonly JsonObject[];
  readonly warnings: readonly JsonObject[];
}

async function storeRules(
  lines: readonly ImportedLine[],
  lists: ReadonlyMap<string, ExceptionList>,
  { overwrite }: RuleImportOptions,
  { database, rules, exceptions, catalogue, clock, makeId }: ImportDependencies,
  principal: Actor,
): Promise<StoredRules> {
  const seen = new Set<string>();
  const warnings: JsonObject[] = [];
  const storeOne = ({ line, value }: ImportedLine): void => {
    const nowMs = clock.nowMs();
    const read = readRule(value, { catalogue, nowMs, ruleIdIfAbsent: makeId() });
    const { ruleId } = read.rule;
    if (seen.has(ruleId)) {
      throw new OperationalError(
        "bad-request",
        `The file has the rule "${ruleId}" twice; the first one counts.`,
      );
    }
    seen.add(ruleId);
    const known = rules.get({ ruleId });
    if (known !== undefined && !overwrite) {
      throw new OperationalError(
        "conflict",
        `There is a rule with rule_id "${ruleId}" already; import with overwrite=true to replace it.`,
      );
    }
    const moved = withImportedLists(read.parameters, lists);
    const parameters = withKnownLists(moved, exceptions, makeId, { principal, nowMs });
    if (known === undefined) rules.create({ id: makeId(), parameters, principal, nowMs });
    else rules.put({ id: known.id }, { parameters, principal, nowMs });
    for (const warning of read.warnings) warnings.push({ rule_id: ruleId, line, ...warning });
  };
  const errors = await inTurns(lines, kibanaLimits.rulesAtOnce, (some) =>
    database.transaction(() =>
      some.flatMap((line) => {
        const error = attempt(line, "rule_id", () => database.transaction(() => storeOne(line)));
        return error === undefined ? [] : [error];
      }),
    ),
  );
  return { count: lines.length - errors.length, errors, warnings };
}

/** The lists that came with a rule may be stored under another id. */
function withImportedLists(parameters: JsonObject, lists: ReadonlyMap<string, ExceptionList>): JsonObject {
  const { exceptions_list: named } = parameters;
  if (!Array.isArray(named) || lists.size === 0) return parameters;
  const moved = named.map((entry: JsonValue) => {
    if (!isJsonObject(entry)) return entry;
    const { list_id: listId, namespace_type: namespace } = entry;
    const key = listKeyText({
      listId: String(listId),
      namespaceType: namespace === "agnostic" ? "agnostic" : "single",
    });
    const list = lists.get(key);
    return list === undefined ? entry : referenceJson(list);
  });
  return { ...parameters, exceptions_list: moved };
}

function connectorWarnings(count: number): readonly JsonObject[] {
  if (count === 0) return [];
  const what = count === 1 ? "1 connector of the file was" : `${count} connectors of the file were`;
  return [{ type: "simple", message: `${what} left out: there are no connectors here.`, actionPath: "" }];
}
