import { isJsonObject, type JsonObject, type JsonValue } from "@eqlite/core/events";
import { type Fields, type ReadFields, refuseUnknown } from "./shape.ts";

/**
 * Reads the parameters of an address. A list is given by naming its parameter several times; where its values are of a
 * choice, also with commas. Throws `bad-request` as shapes do, and for a parameter nobody knows.
 */
export function readParameters<F extends Fields>(
  fields: F,
  texts: Readonly<Record<string, readonly string[]>>,
): ReadFields<F> {
  refuseUnknown(Object.keys(texts), Object.keys(fields), "parameter");
  return Object.fromEntries(
    Object.entries(fields).map(([name, shape]) => {
      const given = Object.hasOwn(texts, name) ? texts[name] : undefined;
      const value = given === undefined ? undefined : valueFrom(given, shape.schema);
      return [name, shape.read(value, `The parameter ${name}`)];
    }),
  ) as ReadFields<F>;
}

/** The value that texts stand for. What is none of its type stays a text, and is refused by the shape. */
function valueFrom(texts: readonly string[], schema: JsonObject): JsonValue {
  const last = texts.at(-1) ?? "";
  switch (schema["type"]) {
    case "integer":
    case "number":
      return /^-?\d{1,16}(?:\.\d{1,16})?$/.test(last) ? Number(last) : last;
    case "boolean":
      return last === "true" ? true : last === "false" ? false : last;
    case "array": {
      const { items } = schema;
      const isChoice = isJsonObject(items) && items["enum"] !== undefined;
      return isChoice ? texts.flatMap((text) => text.split(",")) : [...texts];
    }
    default:
      return last;
  }
}
