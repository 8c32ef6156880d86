import type { Diagnostic } from "@eqlite/core/lang";
import type { Document } from "yaml";
import { documentEntries, type FileEntries, type FileEntry, fileError } from "./file-entries.ts";
import { toJsonValue } from "./json-value.ts";
import { createPositions } from "./positions.ts";
import { ruleFileLimits } from "./rule-file-limits.ts";
import { yamlLibrary } from "./yaml-library.ts";
import { scanYamlPositions } from "./yaml-positions.ts";
import { yamlTextMapper } from "./yaml-text.ts";

/** The entries of a YAML file: one object or a list in each of its documents. */
export function readYamlEntries(text: string): FileEntries {
  const entries: FileEntry[] = [];
  const diagnostics: Diagnostic[] = [];
  for (const document of parseYaml(text)) {
    const read = readDocument(text, document);
    entries.push(...read.entries.slice(0, ruleFileLimits.maxEntriesPerFile + 1));
    diagnostics.push(...read.diagnostics);
    if (entries.length > ruleFileLimits.maxEntriesPerFile) break;
  }
  return { entries, diagnostics: diagnostics.slice(0, ruleFileLimits.maxSyntaxErrors) };
}

function readDocument(text: string, document: Document.Parsed | Error): FileEntries {
  const failed = (message: string): FileEntries => ({
    entries: [],
    diagnostics: [fileError("RULE101", message, { from: 0, to: 0 })],
  });
  if (document instanceof Error) return failed("The YAML cannot be read.");
  if (document.errors.length > 0) {
    const diagnostics = document.errors.map(({ message, pos: [from, to] }) =>
      fileError("RULE101", `This is not valid YAML: ${message}.`, { from, to: Math.min(to, text.length) }),
    );
    return { entries: [], diagnostics };
  }
  const value = plainValue(document);
  if (value === undefined) {
    return failed(
      `The YAML nests deeper than ${ruleFileLimits.maxDepth} levels or repeats too much by aliases.`,
    );
  }
  const { root, repeatedKeys } = scanYamlPositions(document);
  const positions = createPositions(text, () => root, value, yamlTextMapper(text));
  const diagnostics = repeatedKeys.map(({ name, span }) =>
    fileError("RULE101", `\`${name.slice(0, 100)}\` is written twice.`, span),
  );
  return { entries: documentEntries(value, positions), diagnostics };
}

function plainValue(document: Document.Parsed) {
  try {
    return toJsonValue(document.toJS({ maxAliasCount: 100 }));
  } catch {
    return undefined;
  }
}

function parseYaml(text: string): readonly (Document.Parsed | Error)[] {
  if (openBrackets(text) > maxOpenBrackets) return [new Error("too deep")];
  try {
    // The library compares every key with every other to find repeated ones; scanYamlPositions does it in linear time.
    const documents = yamlLibrary().parseAllDocuments(text, {
      prettyErrors: false,
      uniqueKeys: false,
      logLevel: "silent",
    });
    return "empty" in documents ? [] : documents;
  } catch (error) {
    return [error instanceof Error ? error : new Error(String(error))];
  }
}

/** The library takes seconds to give up on very deep flow collections. Queries may leave some brackets open. */
const maxOpenBrackets = 1_000;

/** The most brackets that are open at any place, wherever they stand: strings and comments included. */
function openBrackets(text: string): number {
  let open = 0;
  let most = 0;
  for (const [bracket] of text.matchAll(/[[\]{}]/g)) {
    open = bracket === "[" || bracket === "{" ? open + 1 : Math.max(open - 1, 0);
    most = Math.max(most, open);
  }
  return most;
}
