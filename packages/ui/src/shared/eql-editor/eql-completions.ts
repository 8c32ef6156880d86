import {
  type Completion,
  type CompletionContext,
  type CompletionResult,
  type CompletionSource,
  snippetCompletion,
} from "@codemirror/autocomplete";
import { builtIns, type FieldCatalogue } from "@eqlite/core/lang";
import { eqlPlaceAt } from "./eql-place.ts";
import { comparisonSigns, eqlDocsKey, eqlSignature } from "./eql-signature.ts";
import type { FindSeenValues } from "./seen-values.ts";

/** Says something in the chosen language. */
export type Say = (key: string, values?: Readonly<Record<string, unknown>>) => string;

export interface EqlKnowledge {
  readonly catalogue: FieldCatalogue;
  readonly seenValues: FindSeenValues;
  readonly say: Say;
}

/** Categories of ECS; those of stored events are offered before them. */
const categories = [
  "process",
  "file",
  "network",
  "registry",
  "library",
  "driver",
  "authentication",
  "iam",
  "dns",
  "session",
  "configuration",
  "intrusion_detection",
  "malware",
  "web",
];

const fieldWord = /^[\w.@]*$/;
const word = /^[\w~]*$/;

/** Offers what may stand at a place: categories, fields with types, values seen, functions, keywords. */
export function createEqlCompletions(knowledge: EqlKnowledge): CompletionSource {
  const { catalogue, seenValues, say } = knowledge;
  const documented = (label: string, type: string, apply?: string): Completion => ({
    label,
    type,
    info: say(eqlDocsKey(label)),
    ...(apply === undefined ? {} : { apply }),
  });
  const fields = lazily(() =>
    [...catalogue.names()].map(
      (name): Completion => ({ label: name, type: "property", detail: catalogue.typeOf(name) ?? "" }),
    ),
  );
  const operands = lazily(() => [
    ...fields(),
    ...builtIns.map((builtIn) =>
      snippetCompletion(`${builtIn.name}(\${1})`, {
        label: builtIn.name,
        type: "function",
        detail: "( )",
        info: `${eqlSignature(builtIn)}\n${say(eqlDocsKey(builtIn.name))}`,
      }),
    ),
    ...["not", "true", "false", "null"].map((text) => documented(text, "keyword")),
  ]);

  const valuesFor = async (field: string, isQuoted: boolean): Promise<readonly Completion[]> => {
    const type = catalogue.typeOf(field);
    const values = await seenValues(field);
    return values.map(({ text, count }, at) => ({
      label: text,
      type: "text",
      detail: say("seenTimes", { count }),
      boost: 99 - at,
      apply: literalFor(text, type, isQuoted),
    }));
  };

  return async (context: CompletionContext): Promise<CompletionResult | null> => {
    const place = eqlPlaceAt(context.state.doc.toString(), context.pos);
    const { from } = place;
    // Without being asked, something is offered only when somebody has begun to write it.
    const isBegun = from < context.pos;
    const words = (options: readonly Completion[]): CompletionResult | null =>
      isBegun || context.explicit ? { from, options, validFor: word } : null;
    switch (place.kind) {
      case "nothing":
        return null;
      case "category": {
        const seen = await valuesFor("event.category", true);
        const own = categories.filter((name) => seen.every(({ label }) => label !== name));
        const ending = " where ";
        return words([
          ...seen.map((one) => ({ ...one, type: "class", apply: `${one.label}${ending}` })),
          ...own.map((label) => ({ label, type: "class", info: say("category"), apply: label + ending })),
          documented("any", "keyword", `any${ending}`),
          ...(place.isStage
            ? []
            : [
                snippetCompletion(
                  "sequence by #{1:host.id} with maxspan=#{2:1m}\n  [#{3:process} where #{4:true}]\n  [#{5:file} where #{6:true}]",
                  documented("sequence", "keyword"),
                ),
                snippetCompletion(
                  "sample by #{1:host.id}\n  [#{2:process} where #{3:true}]\n  [#{4:file} where #{5:true}]",
                  documented("sample", "keyword"),
                ),
              ]),
        ]);
      }
      case "where":
        return words([documented("where", "keyword", "where ")]);
      case "operand":
        return isBegun || context.explicit ? { from, options: operands(), validFor: fieldWord } : null;
      case "value": {
        const values = await valuesFor(place.field, place.isQuoted);
        if (place.isQuoted) {
          return values.length === 0 ? null : { from, options: values, validFor: /^[^"]*$/ };
        }
        if (!isBegun && !context.explicit && values.length === 0) return null;
        return { from, options: [...values, ...(isBegun || context.explicit ? operands() : [])] };
      }
      case "operator":
        return words([
          ...["and", "or"].map((text) => documented(text, "keyword", `${text} `)),
          ...comparisonSigns.map((text) => documented(text, "operator", `${text} `)),
          ...["in", "in~", "like", "like~", "regex", "regex~"].map((text) =>
            snippetCompletion(`${text} ("\${1}")`, documented(text, "keyword")),
          ),
        ]);
      case "sequence":
        return words([...["by", "with", "until"].map((text) => documented(text, "keyword", `${text} `))]);
      case "option":
        return words([documented("maxspan", "keyword", "maxspan="), documented("runs", "keyword", "runs=")]);
      case "duration":
        return {
          from,
          options: ["30s", "1m", "5m", "1h", "1d"].map((label) => ({ label, type: "constant" })),
        };
      case "pipe":
        return words(["head", "tail"].map((text) => documented(text, "keyword", `${text} `)));
    }
  };
}

function literalFor(text: string, type: string | undefined, isQuoted: boolean): string {
  const escaped = text
    .replaceAll("\\", "\\\\")
    .replaceAll('"', '\\"')
    .replaceAll("\n", "\\n")
    .replaceAll("\r", "\\r");
  if (isQuoted) return escaped;
  const isBare = type !== undefined && bareTypes.has(type);
  return isBare ? text : `"${escaped}"`;
}

/** Types whose values are written without quotes. */
const bareTypes: ReadonlySet<string> = new Set([
  "long",
  "integer",
  "short",
  "byte",
  "unsigned_long",
  "double",
  "float",
  "half_float",
  "scaled_float",
  "boolean",
]);

function lazily<T>(make: () => T): () => T {
  let made: { readonly value: T } | undefined;
  return () => {
    made ??= { value: make() };
    return made.value;
  };
}
