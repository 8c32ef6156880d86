import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { renderGuide } from "./render-guide.ts";
import { renderTransform } from "./render-transform.ts";

/** The segments without their spans; spans must cover the note without gaps, which is checked on the way. */
function segments(note: string) {
  const found = renderGuide(note);
  let at = 0;
  for (const { span } of found) {
    expect(span.from).toBe(at);
    at = span.to;
  }
  expect(at).toBe(note.length);
  return found.map(({ span: _, ...segment }) => segment);
}

describe("blocks of a guide", () => {
  const dns = { kind: "osquery", label: "DNS", query: "SELECT * FROM dns_cache", ecsMapping: {} };
  const provider = {
    field: "host.id",
    excluded: false,
    queryType: "phrase",
    value: "{{host.id}}",
    valueType: "string",
  };
  const cases = [
    ["no block", "plain *text*", [{ kind: "markdown", text: "plain *text*" }]],
    ["an empty guide", "", []],
    [
      "osquery between text",
      'a\n- !{osquery{"label":"DNS","query":"SELECT * FROM dns_cache"}}\nb',
      [{ kind: "markdown", text: "a\n- " }, dns, { kind: "markdown", text: "\nb" }],
    ],
    [
      "an unbalanced brace inside a string",
      '!{osquery{"label":"a } \\" {","query":"SELECT \'}}\'"}}',
      [{ kind: "osquery", label: 'a } " {', query: "SELECT '}}'", ecsMapping: {} }],
    ],
    [
      "ECS mapping",
      '!{osquery{"ecs_mapping":{"host.name":{"field":"name"}},"label":"l","query":"q"}}',
      [{ kind: "osquery", label: "l", query: "q", ecsMapping: { "host.name": { field: "name" } } }],
    ],
    [
      "investigate",
      '!{investigate{"label":"Alerts","description":"d","providers":[[{"excluded":false,"field":"host.id","queryType":"phrase","value":"{{host.id}}","valueType":"string"}]],"relativeFrom":"now-48h/h","relativeTo":"now"}}',
      [
        {
          kind: "investigate",
          label: "Alerts",
          description: "d",
          providers: [[provider]],
          relativeFrom: "now-48h/h",
          relativeTo: "now",
        },
      ],
    ],
    [
      "a provider without the usual fields",
      '!{investigate{"label":"l","providers":[[{"field":"pid","value":4}]]}}',
      [{ kind: "investigate", label: "l", providers: [[{ ...provider, field: "pid", value: "4" }]] }],
    ],
    ["code is not searched", "write `!{osquery{}}`", [{ kind: "markdown", text: "write `!{osquery{}}`" }]],
    ["another plugin is text", "!{timeline[a](b)}", [{ kind: "markdown", text: "!{timeline[a](b)}" }]],
  ] as const;
  it.each(cases)("%s", (_, note, expected) => expect(segments(note)).toEqual(expected));

  const problems = [
    [
      "an open quote ends with its line",
      '!{osquery{"label":"a}}\nb',
      '!{osquery{"label":"a}}',
      "its braces or quotes do not balance",
    ],
    [
      "an open brace ends with its line",
      '!{osquery{"label":"a"}\nb',
      '!{osquery{"label":"a"}',
      "its braces or quotes do not balance",
    ],
    ["no JSON", "!{osquery{label}}b", "!{osquery{label}}", "it is not valid JSON"],
    ["no label", '!{osquery{"query":"q"}}b', '!{osquery{"query":"q"}}', "it has no `label`"],
    ["no query", '!{osquery{"label":"q"}}b', '!{osquery{"label":"q"}}', "it has no `query`"],
    [
      "no providers",
      '!{investigate{"label":"q"}}b',
      '!{investigate{"label":"q"}}',
      "`providers` must be a list of lists of conditions",
    ],
    [
      "a wrong provider",
      '!{investigate{"label":"q","providers":[[{"field":1}]]}}b',
      '!{investigate{"label":"q","providers":[[{"field":1}]]}}',
      "`providers` must be a list of lists of conditions",
    ],
  ] as const;
  it.each(problems)("%s", (_, note, text, message) => {
    const [problem, rest] = segments(note);
    expect(problem).toMatchObject({ kind: "problem", text, message });
    expect(rest?.kind).toBe("markdown");
  });

  it("reads what renderTransform writes", () => {
    fc.assert(
      fc.property(fc.string(), fc.string(), fc.string(), (before, label, query) => {
        const text = before.replaceAll(/[`$!]/g, "");
        const { text: note } = renderTransform(`${text}$osquery_0`, {
          osquery: [{ label, query }],
          investigate: [],
        });
        expect(segments(note).at(-1)).toEqual({ kind: "osquery", label, query, ecsMapping: {} });
      }),
      { examples: [["", "看 \u2028 😀 \ud800", "SELECT '\\n'"]] },
    );
  });

  it("takes linear time for blocks that never end", () => {
    const startedMs = performance.now();
    for (const line of ["!{osquery{\n", "!{osquery{{}\n", '!{osquery{"a":1,\n', "!{osquery{ "]) {
      expect(renderGuide(line.repeat(50_000)).length).toBeGreaterThan(0);
    }
    expect(performance.now() - startedMs).toBeLessThan(5_000);
  });
});
