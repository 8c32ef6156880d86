import type { RuleParameters } from "../../shared/rule-text/rule-toml.ts";

/** What somebody was writing when the page was left. */
export interface KeptDraft {
  readonly draft: RuleParameters;
  /** The revision that it began with; none for a new rule. */
  readonly revision: number | undefined;
  /** Where it was left as text that could not be read. */
  readonly text: string | undefined;
  readonly savedMs: number;
}

const prefix = "eqlite.rule-draft.";
const longest = 2_000_000;

/** Reads what was kept for a rule, or for a new one; what cannot be read is as nothing. */
export function readKeptDraft(storage: Pick<Storage, "getItem">, key: string): KeptDraft | undefined {
  try {
    const read: unknown = JSON.parse(storage.getItem(prefix + key) ?? "null");
    const { draft, revision, text, savedMs } = Object(read) as Partial<KeptDraft>;
    if (typeof draft !== "object" || draft === null || Array.isArray(draft)) return undefined;
    return {
      draft,
      revision: typeof revision === "number" ? revision : undefined,
      text: typeof text === "string" ? text : undefined,
      savedMs: typeof savedMs === "number" ? savedMs : 0,
    };
  } catch {
    return undefined;
  }
}

/** Keeps it in the browser. Returns whether there was room. */
export function keepDraft(storage: Pick<Storage, "setItem">, key: string, kept: KeptDraft): boolean {
  const text = JSON.stringify(kept);
  if (text.length > longest) return false;
  try {
    storage.setItem(prefix + key, text);
    return true;
  } catch {
    return false;
  }
}

export function forgetDraft(storage: Pick<Storage, "removeItem">, key: string): void {
  storage.removeItem(prefix + key);
}
