import { expect, it } from "vitest";
import { ruleToml } from "./rule-toml.ts";

it("a rule is written as rule files are", () => {
  const text = ruleToml({
    id: "x",
    rule_id: "r1",
    name: 'A "name"',
    enabled: true,
    revision: 3,
    version: 2,
    tags: ["a", "b"],
    references: [],
    to: "now",
    risk_score: 47,
    query: 'file where file.path : "C:\\\\x"',
    note: "line\nquote's",
    threat: [
      {
        framework: "MITRE ATT&CK",
        tactic: { id: "TA0008", name: "Lateral Movement" },
        technique: [{ id: "T1021" }],
      },
    ],
    severity_mapping: [],
  });
  expect(text).toBe(`[rule]
rule_id = "r1"
name = 'A "name"'
risk_score = 47
tags = ["a", "b"]
note = '''
line
quote's
'''
query = 'file where file.path : "C:\\\\x"'

[[rule.threat]]
framework = "MITRE ATT&CK"

[rule.threat.tactic]
id = "TA0008"
name = "Lateral Movement"

[[rule.threat.technique]]
id = "T1021"
`);
});

it.each([
  ["tab\there", '"tab\\there"'],
  ['it\'s "both"', '"it\'s \\"both\\""'],
  ["bell\u0007", '"bell\\u0007"'],
  ["three '''\nlines", '"""\nthree \'\'\'\nlines\\\n"""'],
])("%j", (name, written) => expect(ruleToml({ name })).toBe(`[rule]\nname = ${written}\n`));

it("translations are tables beside the rule", () => {
  const text = ruleToml({ name: "a", translations: { "zh-CN": { name: "甲", false_positives: ["乙"] } } });
  expect(text).toBe('[rule]\nname = "a"\n\n[translations.zh-CN]\nname = "甲"\nfalse_positives = ["乙"]\n');
});
