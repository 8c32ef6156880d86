import { createHash } from "node:crypto";
import { storedParameters } from "@eqlite/core/detect";
import { stringifyJson } from "@eqlite/core/events";
import { bundledRules } from "../cli/assets.ts";
import type { Clock } from "../platform/clock.ts";
import type { Log } from "../platform/log.ts";
import { readRuleFiles } from "../rules/read-rule-files.ts";
import { createRuleFileChanges } from "../rules/rule-file-changes.ts";
import type { RuleStore } from "../rules/rule-store.ts";
import type { FileRule } from "../rules/sync-file-rules.ts";

export interface RuleFolderOptions {
  /** The bundled rules where there are none. */
  readonly paths: readonly string[];
  readonly rules: Pick<RuleStore, "syncFileRules">;
  readonly clock: Clock;
  readonly log: Log;
}

export interface FollowedRuleFiles {
  /** Reads the files now, whether they have changed or not. */
  sync(): Promise<void>;
  stop(): void;
}

/** Time between two looks at the folders. */
const lookEveryMs = 2_000;

/** Reads the rule files into the store, and again whenever they change. Resolved after the first time. */
export async function followRuleFiles(options: RuleFolderOptions): Promise<FollowedRuleFiles> {
  const paths = options.paths.length === 0 ? [bundledRules()] : options.paths;
  const changes = createRuleFileChanges(paths);
  await syncRules(paths, options);
  let isLooking = false;
  const look = async (): Promise<void> => {
    if (changes.look()) await syncRules(paths, options);
  };
  const timer = setInterval(() => {
    if (isLooking) return;
    isLooking = true;
    look()
      .catch((error: unknown) =>
        options.log.error({ err: error }, "rule files could not be read; they are read again"),
      )
      .finally(() => {
        isLooking = false;
      });
  }, lookEveryMs);
  timer.unref();
  return { sync: () => syncRules(paths, options), stop: () => clearInterval(timer) };
}

async function syncRules(paths: readonly string[], options: RuleFolderOptions): Promise<void> {
  const { rules, clock, log } = options;
  const read = await readRuleFiles(paths);
  const kind = options.paths.length === 0 ? "bundled" : "file";
  const files = read.rules.map(({ rule, path }): FileRule => {
    const parameters = storedParameters(rule);
    const contentHash = createHash("sha256").update(stringifyJson(parameters)).digest("hex");
    return { kind, path, contentHash, parameters };
  });
  const { added, changed, kept, taken, missing, returned } = rules.syncFileRules(files, clock.nowMs());
  log.info(
    {
      rules: files.length,
      added: added.length,
      changed: changed.length,
      missing: missing.length,
      returned: returned.length,
    },
    "rule files read",
  );
  for (const ruleId of kept) {
    log.warn(
      { ruleId },
      "this rule was changed in its file and through the API: the change of the file is left aside",
    );
  }
  for (const { ruleId, path } of taken) {
    log.warn({ ruleId, path }, "this rule is left aside: another one has its rule_id");
  }
  for (const { path, diagnostics } of read.problems) {
    for (const { code, severity, message } of diagnostics) {
      if (severity === "error") log.warn({ path, code }, message);
    }
  }
}
