import { randomUUID } from "node:crypto";
import type { JsonObject } from "@eqlite/core/events";
import type { Actor } from "../platform/actor.ts";
import type { Database } from "../platform/database.ts";
import { OperationalError } from "../platform/operational-error.ts";
import { createStatementCache } from "../platform/statement-cache.ts";
import { storedObject } from "../platform/stored-json.ts";
import { createSubscriptions } from "../platform/subscriptions.ts";
import { type RuleFilter, type RulePage, ruleQuery } from "./find-rules.ts";
import type { Authorship, RuleChange } from "./rule-change.ts";
import { isSameRule, ruleColumns } from "./rule-columns.ts";
import { createRuleStates, type RuleStates } from "./rule-state.ts";
import { ruleStoreLimits } from "./rule-store-limits.ts";
import { withoutStaleTranslations } from "./rule-translations.ts";
import { type RuleOrigin, runs, type StoredRule } from "./stored-rule.ts";
import { type FileRule, planSync, type RuleSync, type SyncStep } from "./sync-file-rules.ts";

/** By the server's own id or by the stable one. */
export type RuleKey = { readonly id: string } | { readonly ruleId: string };

export interface RuleEdit extends Authorship {
  readonly parameters: JsonObject;
}

export interface NewRule extends RuleEdit {
  /** UUID. */
  readonly id: string;
  /** Left out: made through the API. */
  readonly origin?: RuleOrigin;
}

/** A rule as it once was. */
export interface RuleRevision {
  readonly revision: number;
  readonly savedMs: number;
  readonly savedBy: string;
  readonly parameters: JsonObject;
}

export interface RuleNews {
  /** `rule_id`s. */
  readonly changed: readonly string[];
  readonly deleted: readonly string[];
}

/** The name of a rule as it is written, and in another language. */
export interface TranslatedName {
  readonly ruleId: string;
  readonly name: string;
  readonly translated: string;
}

/** All rules of the server, in the API's form. */
export interface RuleStore {
  /** Throws `conflict` where `rule_id` or id are taken, `bad-request` where the rule lacks what each has. */
  create(rule: NewRule): StoredRule;
  get(key: RuleKey): StoredRule | undefined;
  /** Replaces all parameters; `enabled` stays where they do not name it. Throws `not-found`, and `conflict` as `create`. */
  put(key: RuleKey, edit: RuleEdit): StoredRule;
  /** Replaces the members that are named. Throws as `put` does. */
  patch(key: RuleKey, edit: RuleEdit): StoredRule;
  /**
   * Throws `not-found`, and `conflict` for a rule whose file is there: it would come back.
   */
  delete(key: RuleKey, by: Authorship): StoredRule;
  find(
    filter: RuleFilter,
    page?: RulePage,
  ): { readonly rules: readonly StoredRule[]; readonly total: number };
  /** In the order of `rule_id`s. */
  all(): readonly StoredRule[];
  /** All tags that rules have, in the order of letters. */
  tags(): readonly string[];
  /** The names of the rules that have one in a language, such as "zh-CN", in the order of `rule_id`s. */
  translatedNames(language: string): readonly TranslatedName[];
  /** The present revision last; of those before it at most `ruleStoreLimits.keptRevisions`. */
  history(key: RuleKey): readonly RuleRevision[];
  /**
   * Makes the stored rules those of the files: see sync-file-rules.ts. Rules made through the API stay.
   *
   * @param files all rules of all folders, those of the program among them
   */
  syncFileRules(files: readonly FileRule[], nowMs: number): RuleSync;
  /**
   * Gives up what was changed through the API: the next `syncFileRules` takes what the file says. Throws `not-found`, and
   * `bad-request` where the rule comes from no file.
   */
  takeFromFile(key: RuleKey, by: Authorship): void;
  /** How far each rule has come. */
  readonly states: RuleStates;
  /** Told after changes are on disk. Returns what ends the subscription. */
  subscribe(listener: (news: RuleNews) => void): () => void;
}

interface RuleRow {
  readonly id: string;
  readonly ruleId: string;
  readonly origin: RuleOrigin["kind"];
  readonly path: string | null;
  readonly contentHash: string | null;
  readonly enabled: number;
  readonly isMissing: number;
  readonly isEdited: number;
  readonly revision: number;
  readonly createdMs: number;
  readonly createdBy: string;
  readonly updatedMs: number;
  readonly updatedBy: string;
  readonly parameters: string;
}

const selectRules = `
  SELECT id, rule_id AS ruleId, origin, path, content_hash AS contentHash, enabled, is_missing AS isMissing,
    is_edited AS isEdited, revision, created_ms AS createdMs, created_by AS createdBy, updated_ms AS updatedMs,
    updated_by AS updatedBy, parameters
  FROM rules`;

/** As who changes rules when files change. */
const fileActor: Actor = { name: "rule files" };

export interface RuleStoreOptions {
  /** Ids of rules that come from files. */
  readonly makeId?: () => string;
  /** Told within the transaction of each change that somebody makes, so that both are kept or neither. */
  readonly noteChange?: (change: RuleChange) => void;
}

export function createRuleStore(
  database: Database,
  { makeId = randomUUID, noteChange = () => {} }: RuleStoreOptions = {},
): RuleStore {
  const selectById = database.prepare<RuleRow>(`${selectRules} WHERE id = ?`);
  const selectByRuleId = database.prepare<RuleRow>(`${selectRules} WHERE rule_id = ?`);
  const selectAll = database.prepare<RuleRow>(`${selectRules} ORDER BY rule_id`);
  const insert = database.prepare(`
    INSERT INTO rules (id, rule_id, name, folded_name, type, severity, risk_score, tags, enabled, origin, path,
      content_hash, is_missing, is_edited, revision, created_ms, created_by, updated_ms, updated_by, parameters)
    VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, 0, 0, 0, ?13, ?14, ?13, ?14, ?15)`);
  const update = database.prepare(`
    UPDATE rules SET rule_id = ?2, name = ?3, folded_name = ?4, type = ?5, severity = ?6, risk_score = ?7, tags = ?8,
      enabled = ?9, path = ?10, content_hash = ?11, is_missing = ?12, is_edited = ?13, revision = ?14, updated_ms = ?15,
      updated_by = ?16, parameters = ?17
    WHERE id = ?1`);
  // No content has an empty hash: whatever the file says is different.
  const forgetEdits = database.prepare("UPDATE rules SET is_edited = 0, content_hash = '' WHERE id = ?");
  const remove = database.prepare("DELETE FROM rules WHERE id = ?");
  const selectTags = database.prepare<{ tag: string }>(
    "SELECT DISTINCT json_each.value AS tag FROM rules, json_each(rules.tags) ORDER BY 1",
  );
  const selectTranslated = database.prepare<TranslatedName>(`
    SELECT rules.rule_id AS ruleId, rules.name AS name, json_extract(texts.value, '$.name') AS translated
    FROM rules, json_each(rules.parameters, '$.translations') AS texts
    WHERE texts.key = ? AND translated IS NOT NULL ORDER BY rules.rule_id`);
  const saveRevision = database.prepare(
    "INSERT INTO rule_revisions (id, revision, saved_ms, saved_by, parameters) VALUES (?, ?, ?, ?, ?)",
  );
  const forgetRevisions = database.prepare("DELETE FROM rule_revisions WHERE id = ? AND revision < ?");
  const selectRevisions = database.prepare<Omit<RuleRevision, "parameters"> & { parameters: string }>(`
    SELECT revision, saved_ms AS savedMs, saved_by AS savedBy, parameters FROM rule_revisions
    WHERE id = ? ORDER BY revision`);
  const finds = createStatementCache(database, ruleStoreLimits.preparedFilters);
  const states = createRuleStates(database);
  const subscriptions = createSubscriptions<RuleNews>();

  const tell = (news: RuleNews): void => {
    if (news.changed.length + news.deleted.length > 0) database.afterCommit(() => subscriptions.tell(news));
  };
  const get = (key: RuleKey): StoredRule | undefined => {
    const row = "id" in key ? selectById.get(key.id) : selectByRuleId.get(key.ruleId);
    return row === undefined ? undefined : toRule(row);
  };
  const mustGet = (key: RuleKey): StoredRule => {
    const rule = get(key);
    if (rule !== undefined) return rule;
    throw new OperationalError(
      "not-found",
      "id" in key ? `There is no rule with id ${key.id}` : `There is no rule with rule_id ${key.ruleId}`,
    );
  };
  const refuseTaken = (ruleId: string): void => {
    if (selectByRuleId.get(ruleId) === undefined) return;
    throw new OperationalError("conflict", `There is a rule with rule_id ${ruleId} already`);
  };

  const insertRule = ({ id, parameters, origin, principal, nowMs }: NewRule): StoredRule => {
    const columns = ruleColumns(parameters);
    refuseTaken(columns.ruleId);
    if (selectById.get(id) !== undefined) {
      throw new OperationalError("conflict", `There is a rule with id ${id} already`);
    }
    const file = origin === undefined || origin.kind === "api" ? undefined : origin;
    insert.run(
      id,
      columns.ruleId,
      columns.name,
      columns.name.toLowerCase(),
      columns.type,
      columns.severity,
      columns.riskScore,
      columns.tags,
      columns.enabled ? 1 : 0,
      file?.kind ?? "api",
      file?.path ?? null,
      file?.contentHash ?? null,
      nowMs,
      principal.name,
      columns.parameters,
    );
    return mustGet({ id });
  };

  /** Saves the former revision where the parameters are different ones. */
  const updateRule = (former: StoredRule, next: StoredRule, actor: Actor, nowMs: number): StoredRule => {
    const columns = ruleColumns(next.parameters);
    if (columns.ruleId !== former.ruleId) refuseTaken(columns.ruleId);
    const isSame = isSameRule(former.parameters, next.parameters);
    if (!isSame) {
      saveRevision.run(
        former.id,
        former.revision,
        former.updatedMs,
        former.updatedBy,
        ruleColumns(former.parameters).parameters,
      );
      forgetRevisions.run(former.id, former.revision + 1 - ruleStoreLimits.keptRevisions);
    }
    const file = next.origin.kind === "api" ? undefined : next.origin;
    update.run(
      former.id,
      columns.ruleId,
      columns.name,
      columns.name.toLowerCase(),
      columns.type,
      columns.severity,
      columns.riskScore,
      columns.tags,
      next.enabled ? 1 : 0,
      file?.path ?? null,
      file?.contentHash ?? null,
      next.isMissing ? 1 : 0,
      next.isEdited ? 1 : 0,
      isSame ? former.revision : former.revision + 1,
      nowMs,
      actor.name,
      columns.parameters,
    );
    return mustGet({ id: former.id });
  };

  const edit = (key: RuleKey, change: RuleEdit, merge: (former: JsonObject) => JsonObject): StoredRule =>
    database.transaction(() => {
      const former = mustGet(key);
      const parameters = withoutStaleTranslations(former.parameters, merge(former.parameters));
      const { enabled } = change.parameters;
      const isOfFile = former.origin.kind !== "api";
      const next: StoredRule = {
        ...former,
        parameters,
        enabled: typeof enabled === "boolean" ? enabled : former.enabled,
        isEdited: former.isEdited || (isOfFile && !isSameRule(former.parameters, parameters)),
      };
      const rule = updateRule(former, next, change.principal, change.nowMs);
      const { principal, nowMs } = change;
      const isRenamed = rule.ruleId !== former.ruleId;
      if (rule.revision !== former.revision) {
        const detail = isRenamed ? `was ${former.ruleId}` : `revision ${rule.revision}`;
        noteChange({ action: "change-rule", ruleId: rule.ruleId, detail, principal, nowMs });
      }
      if (rule.enabled !== former.enabled) {
        const action = rule.enabled ? "enable-rule" : "disable-rule";
        noteChange({ action, ruleId: rule.ruleId, principal, nowMs });
      }
      tell({ changed: [rule.ruleId], deleted: isRenamed ? [former.ruleId] : [] });
      return rule;
    });

  /** Does one step; true where the rule is not as it was. */
  const takeStep = (step: SyncStep, nowMs: number): boolean => {
    switch (step.kind) {
      case "add": {
        const { kind, path, contentHash, parameters } = step.file;
        insertRule({
          id: makeId(),
          parameters,
          origin: { kind, path, contentHash },
          principal: fileActor,
          nowMs,
        });
        return true;
      }
      case "take": {
        const { rule, file } = step;
        const next = { ...rule, parameters: file.parameters, origin: originOf(file), isMissing: false };
        updateRule(rule, next, fileActor, nowMs);
        return true;
      }
      case "keep":
      case "same": {
        const { rule, file } = step;
        const wasThere = !rule.isMissing && rule.origin.kind !== "api" && rule.origin.path === file.path;
        if (wasThere) return false;
        // Of a rule that was edited the hash stays that of the file it came from: it is reported until somebody decides.
        const contentHash = rule.origin.kind === "api" ? file.contentHash : rule.origin.contentHash;
        const next = { ...rule, origin: { ...originOf(file), contentHash }, isMissing: false };
        updateRule(rule, next, { name: rule.updatedBy }, rule.updatedMs);
        return rule.isMissing;
      }
      case "miss":
        if (step.rule.isMissing) return false;
        updateRule(
          step.rule,
          { ...step.rule, isMissing: true },
          { name: step.rule.updatedBy },
          step.rule.updatedMs,
        );
        return true;
      case "refuse":
        return false;
    }
  };

  return {
    create: (rule) =>
      database.transaction(() => {
        const created = insertRule(rule);
        const { principal, nowMs } = rule;
        noteChange({ action: "create-rule", ruleId: created.ruleId, principal, nowMs });
        tell({ changed: [created.ruleId], deleted: [] });
        return created;
      }),
    get,
    put: (key, change) =>
      edit(key, change, (former) => ({
        ...change.parameters,
        rule_id: change.parameters["rule_id"] ?? former["rule_id"] ?? "",
      })),
    patch: (key, change) => edit(key, change, (former) => ({ ...former, ...change.parameters })),
    delete: (key, { principal, nowMs }) =>
      database.transaction(() => {
        const rule = mustGet(key);
        if (rule.origin.kind !== "api" && !rule.isMissing) {
          throw new OperationalError(
            "conflict",
            `The rule ${rule.ruleId} comes from ${rule.origin.path}: delete it there, or disable it`,
          );
        }
        remove.run(rule.id);
        states.delete(rule.ruleId);
        noteChange({ action: "delete-rule", ruleId: rule.ruleId, principal, nowMs });
        tell({ changed: [], deleted: [rule.ruleId] });
        return rule;
      }),
    find(filter, page = {}) {
      const { where, values, orderBy, limit, offset } = ruleQuery(filter, page);
      const total = finds
        .prepare<{ count: number }>(`SELECT count(*) AS count FROM rules WHERE ${where}`)
        .get(...values);
      const rows = finds
        .prepare<RuleRow>(`${selectRules} WHERE ${where} ORDER BY ${orderBy} LIMIT ? OFFSET ?`)
        .all(...values, limit, offset);
      return { rules: rows.map(toRule), total: total?.count ?? 0 };
    },
    all: () => selectAll.all().map(toRule),
    tags: () => selectTags.all().map(({ tag }) => tag),
    translatedNames: (language) => selectTranslated.all(language),
    history(key) {
      const { id, revision, updatedMs, updatedBy, parameters } = mustGet(key);
      const former = selectRevisions
        .all(id)
        .map((row) => ({ ...row, parameters: storedObject(row.parameters) }));
      return [...former, { revision, savedMs: updatedMs, savedBy: updatedBy, parameters }];
    },
    syncFileRules: (files, nowMs) =>
      database.transaction(() => {
        const named = files.map((file) => ({ file, ruleId: ruleColumns(file.parameters).ruleId }));
        const steps = planSync(named, selectAll.all().map(toRule));
        const changed = steps.filter((step) => takeStep(step, nowMs)).map(ruleIdOf);
        tell({ changed, deleted: [] });
        return describeSync(steps);
      }),
    takeFromFile: (key, { principal, nowMs }) =>
      database.transaction(() => {
        const { id, ruleId, origin } = mustGet(key);
        if (origin.kind === "api") {
          throw new OperationalError("bad-request", `The rule ${ruleId} comes from no file`);
        }
        forgetEdits.run(id);
        noteChange({ action: "change-rule", ruleId, detail: `taken from ${origin.path}`, principal, nowMs });
      }),
    states,
    subscribe: subscriptions.subscribe,
  };
}

function toRule(row: RuleRow): StoredRule {
  const { origin: kind, path, contentHash, enabled, isMissing, isEdited, parameters, ...rest } = row;
  const isFile = kind !== "api" && path !== null && contentHash !== null;
  const rule: StoredRule = {
    ...rest,
    origin: isFile ? { kind, path, contentHash } : { kind: "api" },
    enabled: enabled === 1,
    isMissing: isMissing === 1,
    isEdited: isEdited === 1,
    parameters: storedObject(parameters),
  };
  return { ...rule, parameters: { ...rule.parameters, enabled: runs(rule), revision: rule.revision } };
}

function originOf({ kind, path, contentHash }: FileRule): RuleOrigin {
  return { kind, path, contentHash };
}

function ruleIdOf(step: SyncStep): string {
  return step.kind === "add" || step.kind === "refuse" ? step.ruleId : step.rule.ruleId;
}

function describeSync(steps: readonly SyncStep[]): RuleSync {
  const ofKind = (kind: SyncStep["kind"]): readonly string[] =>
    steps.filter((step) => step.kind === kind).map(ruleIdOf);
  return {
    added: ofKind("add"),
    changed: ofKind("take"),
    unchanged: ofKind("same"),
    kept: ofKind("keep"),
    taken: steps.flatMap((step) =>
      step.kind === "refuse" ? [{ ruleId: step.ruleId, path: step.path }] : [],
    ),
    missing: ofKind("miss"),
    returned: steps.flatMap((step) =>
      "file" in step && "rule" in step && step.rule.isMissing ? [step.rule.ruleId] : [],
    ),
  };
}
