/** A rule's parameters in the form of Kibana's API. */
export type RuleParameters = Readonly<Record<string, unknown>>;

/** The order in which people read a rule; what is not named here comes behind, and tables last. */
const keyOrder = [
  "rule_id",
  "name",
  "description",
  "author",
  "license",
  "type",
  "language",
  "index",
  "data_view_id",
  "severity",
  "risk_score",
  "interval",
  "from",
  "to",
  "max_signals",
  "tags",
  "references",
  "false_positives",
  "setup",
  "note",
  "query",
];

/** Said by the server, not by the author; whether a rule is enabled is no matter of its text. */
const leftOut: ReadonlySet<string> = new Set(["id", "revision", "version", "enabled"]);

const widest = 110;

/** The rule as TOML in the form of rule files. What is empty, or what every rule has unless it says otherwise, is left out. */
export function ruleToml(parameters: RuleParameters): string {
  const table = Object.fromEntries(
    Object.entries(parameters).filter(([key, value]) => !leftOut.has(key) && !isDefault(key, value)),
  );
  const { translations, ...rule } = table;
  const lines: string[] = [];
  writeTable(["rule"], rule, lines);
  // A table of its own beside that of the rule, as rule files have it.
  if (isTable(translations)) {
    for (const [language, texts] of Object.entries(translations)) {
      if (!isTable(texts)) continue;
      lines.push("", `[translations.${keyText(language)}]`);
      writeTable(["translations", language], texts, lines);
    }
  }
  return `${lines.join("\n").trim()}\n`;
}

function isDefault(key: string, value: unknown): boolean {
  if (value === null || value === undefined || value === "") return true;
  if (Array.isArray(value)) return value.length === 0;
  return (
    (key === "to" && value === "now") || (key === "timestamp_override_fallback_disabled" && value === false)
  );
}

function writeTable(path: readonly string[], table: RuleParameters, lines: string[]): void {
  const entries = Object.entries(table)
    .filter(([, value]) => value !== null && value !== undefined)
    .toSorted(([a], [b]) => (path.length === 1 ? rank(a) - rank(b) : 0));
  const nested = entries.filter(([, value]) => isTable(value) || isTableList(value));
  const plain = entries.filter((entry) => !nested.includes(entry));
  for (const [key, value] of plain) lines.push(`${keyText(key)} = ${valueText(value, key.length + 3)}`);
  if (path.length === 1) lines.unshift(`[${path.map(keyText).join(".")}]`);
  for (const [key, value] of nested) {
    const inner = [...path, key];
    const name = inner.map(keyText).join(".");
    for (const one of Array.isArray(value) ? value : [value]) {
      lines.push("", Array.isArray(value) ? `[[${name}]]` : `[${name}]`);
      writeTable(inner, one as RuleParameters, lines);
    }
  }
}

function rank(key: string): number {
  const at = keyOrder.indexOf(key);
  return at === -1 ? keyOrder.length : at;
}

function isTable(value: unknown): value is RuleParameters {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

function isTableList(value: unknown): boolean {
  return Array.isArray(value) && value.length > 0 && value.every(isTable);
}

function keyText(key: string): string {
  return /^[A-Za-z0-9_-]+$/.test(key) ? key : basicString(key);
}

function valueText(value: unknown, before: number): string {
  if (typeof value === "string") return stringText(value);
  if (typeof value === "number") return Number.isFinite(value) ? String(value) : "0";
  if (typeof value === "boolean") return String(value);
  if (Array.isArray(value)) {
    const items = value
      .filter((item) => item !== null && item !== undefined)
      .map((item) => valueText(item, 2));
    const inline = `[${items.join(", ")}]`;
    if (inline.length + before <= widest && !inline.includes("\n")) return inline;
    return `[\n${items.map((item) => `  ${item},`).join("\n")}\n]`;
  }
  if (isTable(value)) {
    const members = Object.entries(value)
      .filter(([, member]) => member !== null && member !== undefined)
      .map(([key, member]) => `${keyText(key)} = ${inlineText(member)}`);
    return `{ ${members.join(", ")} }`;
  }
  return '""';
}

/** Inline tables stand on one line. */
function inlineText(value: unknown): string {
  if (typeof value === "string") return basicString(value);
  if (Array.isArray(value)) return `[${value.map(inlineText).join(", ")}]`;
  return valueText(value, 0);
}

function stringText(text: string): string {
  if (!text.includes("\n")) {
    // A path or a query reads better without doubled backslashes.
    const isPlain = !text.includes("'") && !hasControls(text);
    return isPlain && /["\\]/.test(text) ? `'${text}'` : basicString(text);
  }
  if (!text.includes("'''") && !text.endsWith("'") && !text.includes("\r") && !hasControls(text)) {
    return `'''\n${text}\n'''`;
  }
  return `"""\n${escaped(text, true)}\\\n"""`;
}

function basicString(text: string): string {
  return `"${escaped(text, false)}"`;
}

function escaped(text: string, keepsLines: boolean): string {
  return [...text]
    .map((char) => {
      if (char === '"' || char === "\\") return `\\${char}`;
      if (char === "\n") return keepsLines ? char : "\\n";
      if (char === "\t") return "\\t";
      if (char === "\r") return "\\r";
      const code = char.codePointAt(0) ?? 0;
      return code < 0x20 || code === 0x7f ? `\\u${code.toString(16).padStart(4, "0")}` : char;
    })
    .join("");
}

function hasControls(text: string): boolean {
  return [...text].some((char) => {
    const code = char.codePointAt(0) ?? 0;
    return (code < 0x20 && char !== "\n" && char !== "\t") || code === 0x7f;
  });
}
