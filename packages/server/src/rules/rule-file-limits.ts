/** Every bound on what is accepted as rule files, in one place. */
export const ruleFileLimits = {
  maxFileBytes: 16 * 1024 * 1024,
  /** TOML and YAML files hold one rule or a few, and their parsers take memory many times the size of the text. */
  maxTomlOrYamlCharacters: 2 * 1024 * 1024,
  /** Rules, exception lists, exception items and connectors together. */
  maxEntriesPerFile: 10_000,
  /** Files found under all named folders together. */
  maxFiles: 100_000,
  maxFolderDepth: 32,
  /** Nesting of objects and lists in a rule. */
  maxDepth: 100,
  /** Syntax errors reported for one file. */
  maxSyntaxErrors: 20,
} as const;
