// @ts-check
import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { generateRules } from "./generate-rules.js";
import { createRandom } from "./random.js";

/** Paragraphs of a made-up guide: with them a file has the size that rule files have, about 8 kB. */
const guideParagraphs = 12;
const wordsInParagraph = 70;

/**
 * Writes generated rules into a folder, one TOML file each, with the texts that people write around a query.
 * @param {string} folder
 * @param {number} count
 * @param {number} seed
 */
export function writeRuleFiles(folder, count, seed) {
  mkdirSync(folder, { recursive: true });
  const random = createRandom(seed);
  for (const [index, rule] of generateRules({ count, seed }).entries()) {
    writeFileSync(join(folder, `rule-${index + 1}.toml`), ruleText(rule, createGuide(random)));
  }
}

/**
 * @param {ReturnType<typeof generateRules>[number]} rule
 * @param {string} guide
 */
function ruleText({ query, ...fields }, guide) {
  // The strings of JSON are strings of TOML too, and so are its lists of them.
  const pairs = Object.entries(fields).map(([key, value]) => `${key} = ${JSON.stringify(value)}`);
  return `[metadata]
creation_date = "2026/03/02"
maturity = "production"

[rule]
${pairs.join("\n")}
note = """${guide}"""
query = '''
${query}
'''

[[rule.threat]]
framework = "MITRE ATT&CK"

[rule.threat.tactic]
id = "TA0002"
name = "Execution"
reference = "https://attack.mitre.org/tactics/TA0002/"
`;
}

/** @param {import("./random.js").Random} random */
function createGuide(random) {
  const paragraph = () => Array.from({ length: wordsInParagraph }, random.word).join(" ");
  const paragraphs = Array.from({ length: guideParagraphs }, paragraph);
  return `## Triage and analysis\n\n${paragraphs.join("\n\n")}\n`;
}
