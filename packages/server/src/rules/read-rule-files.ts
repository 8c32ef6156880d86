import { isUtf8 } from "node:buffer";
import { setImmediate as otherWork } from "node:timers/promises";
import type { JsonObject } from "@eqlite/core/events";
import { type Diagnostic, positionAt, type SourceText } from "@eqlite/core/lang";
import { fileError } from "./file-entries.ts";
import { type ListedFile, listRuleFiles, reasonOf } from "./list-rule-files.ts";
import {
  type LoadedRule,
  parseRuleFile,
  type RuleFileContent,
  type RuleFileProblem,
} from "./parse-rule-file.ts";
import { createReadFileBytes, type ReadFileBytes } from "./read-file-bytes.ts";
import { formatOfName } from "./rule-file-format.ts";
import { ruleFileLimits } from "./rule-file-limits.ts";
import { TextBatch } from "./text-batch.ts";

/** Everything that was read from rule files. */
export interface RuleFiles {
  /** In the order of the files; no two have the same `ruleId`. */
  readonly rules: readonly LoadedRule[];
  /** What gave no rule: broken files, rules with errors, repeated ids. */
  readonly problems: readonly RuleFileProblem[];
  /** Exception lists, their items and connectors of exports, as they were written. */
  readonly exceptionLists: readonly JsonObject[];
  readonly exceptionItems: readonly JsonObject[];
  readonly connectors: readonly JsonObject[];
  /** Files in folders that have nothing to do with rules. */
  readonly skippedFiles: number;
}

/**
 * Reads rule files: TOML of a rule repository, NDJSON exports, JSON and YAML. Folders are read with their sub-folders,
 * and files in them that are no rule files are skipped; a file that is named must be one (RULE100). Of rules with the
 * same id the first is kept (RULE104). Bad files become problems; nothing is thrown.
 */
export async function readRuleFiles(paths: readonly string[]): Promise<RuleFiles> {
  const { files, failures } = listRuleFiles(paths);
  const contents: RuleFileContent[] = failures.map(({ path, message }) =>
    unreadable(path, "RULE110", message),
  );
  const readFileBytes = createReadFileBytes(ruleFileLimits.maxFileBytes);
  let skippedFiles = 0;
  let parsedFiles = 0;
  const parse = async (read: readonly ReadFile[]): Promise<void> => {
    for (const { file, content, text } of read) {
      // Timers and requests of the process get their turn now and then.
      parsedFiles += 1;
      if (parsedFiles % filesPerTurn === 0) await otherWork();
      const found = content ?? parseFile(file, text?.());
      if (found === undefined) skippedFiles += 1;
      else contents.push(found);
    }
  };
  const batch = new TextBatch();
  let waiting: ReadFile[] = [];
  for (const file of files) {
    waiting.push(readFile(file, readFileBytes, batch));
    if (!batch.isFull) continue;
    batch.decode();
    await parse(waiting);
    waiting = [];
  }
  batch.decode();
  await parse(waiting);
  const { rules, repeated } = keepFirstOfEachId(contents.flatMap((content) => content.rules));
  return {
    rules,
    problems: [...contents.flatMap((content) => content.problems), ...repeated],
    exceptionLists: contents.flatMap((content) => content.exceptionLists),
    exceptionItems: contents.flatMap((content) => content.exceptionItems),
    connectors: contents.flatMap((content) => content.connectors),
    skippedFiles,
  };
}

/** Files that are read in one go. */
const filesPerTurn = 64;

/** A file that was read: its text, once the batch is decoded, or what came of it at once. */
interface ReadFile {
  readonly file: ListedFile;
  /** Undefined where it is no text. */
  readonly text?: () => string | undefined;
  readonly content?: RuleFileContent;
}

/**
 * Neither text nor content for a file of a folder that is no rule file. The file is read synchronously: rule files are
 * small and many, and an asynchronous reading spends ten times the time of the reading itself on switching between threads.
 */
function readFile(file: ListedFile, readFileBytes: ReadFileBytes, batch: TextBatch): ReadFile {
  const { path, isNamed } = file;
  if (!isNamed && formatOfName(path) === undefined) return { file };
  let bytes: Buffer | undefined;
  try {
    bytes = readFileBytes(path);
  } catch (error) {
    return { file, content: unreadable(path, "RULE110", `The file cannot be read: ${reasonOf(error)}.`) };
  }
  if (bytes === undefined) {
    const message = `The file is larger than ${ruleFileLimits.maxFileBytes / 1024 / 1024} MiB.`;
    return isNamed ? { file, content: unreadable(path, "RULE110", message) } : { file };
  }
  const text = batch.add(bytes);
  if (text !== undefined) return { file, text };
  const decoded = decodeText(bytes);
  return { file, text: () => decoded };
}

/** Undefined for a file of a folder that is no rule file. */
function parseFile({ path, isNamed }: ListedFile, text: string | undefined): RuleFileContent | undefined {
  const content = text === undefined ? undefined : parseRuleFile({ name: path, text });
  if (content !== undefined || !isNamed) return content;
  const message = text === undefined ? "The file is not a text file." : "The file holds no rule.";
  return unreadable(path, "RULE100", message, text);
}

function unreadable(path: string, code: "RULE100" | "RULE110", message: string, text = ""): RuleFileContent {
  const source: SourceText = { name: path, text };
  const problem = { path, source, diagnostics: [fileError(code, message, { from: 0, to: 0 })] };
  return { rules: [], problems: [problem], exceptionLists: [], exceptionItems: [], connectors: [] };
}

/** UTF-8, or UTF-16 with a byte order mark; undefined for anything else. The mark is not part of the text. */
function decodeText(bytes: Buffer): string | undefined {
  const isUtf16 = bytes[0] === 0xff && bytes[1] === 0xfe;
  const text = isUtf16 ? decodeUtf16(bytes) : isUtf8(bytes) ? bytes.toString("utf8") : undefined;
  return text === undefined ? undefined : decoded(text);
}

function decoded(text: string): string | undefined {
  if (text.includes("\0")) return undefined;
  return text.startsWith("\ufeff") ? text.slice(1) : text;
}

/** Its mark is kept: it is taken off together with that of UTF-8. */
function decodeUtf16(bytes: Buffer): string | undefined {
  try {
    return new TextDecoder("utf-16le", { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch {
    return undefined;
  }
}

function keepFirstOfEachId(loaded: readonly LoadedRule[]): {
  readonly rules: readonly LoadedRule[];
  readonly repeated: readonly RuleFileProblem[];
} {
  const firstOf = new Map<string, LoadedRule>();
  const repeated: RuleFileProblem[] = [];
  for (const rule of loaded) {
    const first = firstOf.get(rule.rule.ruleId);
    if (first === undefined) firstOf.set(rule.rule.ruleId, rule);
    else repeated.push({ path: rule.path, source: rule.source, diagnostics: [repeatedId(rule, first)] });
  }
  return { rules: [...firstOf.values()], repeated };
}

function repeatedId(rule: LoadedRule, first: LoadedRule): Diagnostic {
  const { line } = positionAt(first.source.text, first.locate(["rule_id"]).from);
  return {
    code: "RULE104",
    severity: "warning",
    message: `"${rule.rule.name}" has the rule id of "${first.rule.name}" (${first.path}:${line}) and is left out.`,
    primary: { span: rule.locate(["rule_id"]), text: "" },
    related: [],
    help: "give the rule an id of its own, or remove one of the two files",
  };
}
