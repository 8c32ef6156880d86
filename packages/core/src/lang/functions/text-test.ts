import type { CaseFold } from "../condition.ts";
import type { Value } from "../values.ts";
import type { BuiltIn, Example } from "./built-in.ts";
import { foldText } from "./fold-text.ts";

interface TextTest {
  readonly name: string;
  readonly test: (text: string, part: string) => boolean;
  readonly examples: readonly Example[];
}

/** A function that tests one text for another: `startsWith`, `endsWith`, `stringContains`. Any null gives null. */
export function textTest({ name, test, examples }: TextTest): BuiltIn {
  return {
    name,
    parameters: [
      { name: "source", type: "string" },
      { name: "part", type: "string" },
    ],
    hasIgnoreCase: true,
    returns: "boolean",
    evaluate: ([text = null, part = null]: readonly Value[], fold: CaseFold): Value =>
      typeof text === "string" && typeof part === "string"
        ? test(foldText(text, fold), foldText(part, fold))
        : null,
    examples,
  };
}
