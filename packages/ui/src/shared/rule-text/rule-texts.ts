/** Texts of a rule in one language; what is absent is shown as the rule itself has it. */
export interface RuleTexts {
  readonly name?: string;
  readonly description?: string;
  readonly note?: string;
  readonly setup?: string;
  readonly false_positives?: readonly string[];
}

/**
 * The texts of a language among the translations of a rule. They come from whoever wrote the rule: what is not as it should
 * be is left out.
 */
export function textsIn(translations: unknown, language: string): RuleTexts {
  const texts = membersOf(membersOf(translations)?.[language]);
  if (texts === undefined) return {};
  const found: Record<string, string | readonly string[]> = {};
  for (const name of ["name", "description", "note", "setup"]) {
    const text = texts[name];
    if (typeof text === "string" && text.trim() !== "") found[name] = withoutWrapping(text);
  }
  const list = texts["false_positives"];
  if (Array.isArray(list) && list.length > 0 && list.every((one) => typeof one === "string")) {
    found["false_positives"] = list.map(withoutWrapping);
  }
  return found;
}

/** Lines of a paragraph in Chinese are put together: a page would show a gap where a file breaks them. */
function withoutWrapping(text: string): string {
  const lines: string[] = [];
  let isInCode = false;
  for (const line of text.split("\n")) {
    const before = lines.at(-1);
    if (/^\s*(```|~~~)/.test(line)) isInCode = !isInCode;
    const goesOn =
      !isInCode &&
      before !== undefined &&
      !/^\s*#/.test(before) &&
      wideEnd.test(before) &&
      wideStart.test(line);
    if (goesOn) lines[lines.length - 1] = `${before}${line.trimStart()}`;
    else lines.push(line);
  }
  return lines.join("\n");
}

const wideEnd = /[\u3000-\u303f\u3400-\u9fff\uff00-\uffef]\s*$/;
const wideStart = /^\s*[\u3000-\u303f\u3400-\u9fff\uff00-\uffef]/;

function membersOf(value: unknown): Readonly<Record<string, unknown>> | undefined {
  return typeof value === "object" && value !== null && !Array.isArray(value)
    ? (value as Record<string, unknown>)
    : undefined;
}
