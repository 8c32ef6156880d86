import type { Extension } from "@codemirror/state";
import { hoverTooltip } from "@codemirror/view";
import { findBuiltIn } from "@eqlite/core/lang";
import type { EqlKnowledge } from "./eql-completions.ts";
import { type EqlPart, eqlParts } from "./eql-parts.ts";
import { comparisonSigns, eqlDocsKey, eqlSignature } from "./eql-signature.ts";

const mostValues = 5;

/** Says what stands under the pointer: type of a field and values seen, how a function is called, what a keyword means. */
export function eqlHover(knowledge: EqlKnowledge): Extension {
  return hoverTooltip(async (view, at) => {
    const text = view.state.doc.toString();
    const found = wholeAt(eqlParts(text), at);
    if (found === undefined) return null;
    const lines = await linesFor(found, text.slice(found.from, found.to), knowledge);
    if (lines.length === 0) return null;
    return {
      pos: found.from,
      end: found.to,
      above: true,
      create: () => ({ dom: drawn(lines) }),
    };
  });
}

/** The part at a place; of a field name all its segments. */
function wholeAt(parts: readonly EqlPart[], at: number): EqlPart | undefined {
  const index = parts.findIndex(({ from, to }) => from <= at && at < to);
  const found = parts[index];
  if (found?.kind !== "field") return found;
  let [first, last] = [index, index];
  while (parts[first - 1]?.kind === "field" && parts[first - 1]?.to === parts[first]?.from) first -= 1;
  while (parts[last + 1]?.kind === "field" && parts[last + 1]?.from === parts[last]?.to) last += 1;
  return { kind: "field", from: parts[first]?.from ?? found.from, to: parts[last]?.to ?? found.to };
}

async function linesFor(
  { kind }: EqlPart,
  text: string,
  { catalogue, seenValues, say }: EqlKnowledge,
): Promise<readonly string[]> {
  switch (kind) {
    case "field": {
      const name = text.replaceAll("`", "");
      const type = catalogue.typeOf(name);
      if (type === undefined) return [name, say("unknownField", { name })];
      const values = (await seenValues(name)).slice(0, mostValues).map((value) => value.text);
      const seen = values.length === 0 ? [] : [`${say("seen")}: ${values.join(", ")}`];
      return [name, say("type", { type }), ...seen];
    }
    case "function": {
      const builtIn = findBuiltIn(text.replace("~", ""));
      return builtIn === undefined ? [] : [eqlSignature(builtIn), say(eqlDocsKey(builtIn.name))];
    }
    case "keyword":
    case "pipe":
      return [text, say(eqlDocsKey(text))];
    case "operator":
      return comparisonSigns.includes(text) ? [text, say(eqlDocsKey(text))] : [];
    case "category":
      return [text, say("category")];
    case "string":
    case "number":
    case "comment":
    case "invalid":
      return [];
  }
}

function drawn(lines: readonly string[]): HTMLElement {
  const box = document.createElement("div");
  box.className = "eql-hover";
  for (const [at, line] of lines.entries()) {
    const element = document.createElement(at === 0 ? "code" : "div");
    element.textContent = line;
    box.append(element);
  }
  return box;
}
