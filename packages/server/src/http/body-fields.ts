import { isJsonObject, type JsonObject, type JsonValue } from "@eqlite/core/events";
import { suggestNames } from "@eqlite/core/lang";
import { OperationalError } from "../platform/operational-error.ts";

/** The members of a JSON body. Throws OperationalError `bad-request` where it is no object or has members nobody knows. */
export function bodyFields(body: JsonValue | undefined, known: readonly string[]): JsonObject {
  if (body === undefined || !isJsonObject(body)) {
    throw new OperationalError("bad-request", `Send a JSON object with ${known.join(", ")}.`);
  }
  for (const name of Object.keys(body)) {
    if (known.includes(name)) continue;
    const [close] = suggestNames(name, known, 1);
    const hint = close === undefined ? `the fields are ${known.join(", ")}` : `did you mean ${close}?`;
    throw new OperationalError("bad-request", `There is no field ${JSON.stringify(name)}; ${hint}`);
  }
  return body;
}

/** Throws OperationalError `bad-request` where the field is no text. */
export function textField(fields: JsonObject, name: string): string {
  const value = fields[name];
  if (typeof value === "string") return value;
  throw new OperationalError("bad-request", `The field ${name} is a text and has to be there.`);
}

export function optionalTextField(fields: JsonObject, name: string): string | undefined {
  return fields[name] === undefined || fields[name] === null ? undefined : textField(fields, name);
}

export function optionalBooleanField(fields: JsonObject, name: string): boolean | undefined {
  const value = fields[name];
  if (value === undefined || typeof value === "boolean") return value;
  throw new OperationalError("bad-request", `The field ${name} is true or false.`);
}

/** One of some texts. */
export function choiceField<Choice extends string>(
  fields: JsonObject,
  name: string,
  choices: readonly Choice[],
): Choice {
  const choice = choices.find((known) => known === fields[name]);
  if (choice !== undefined) return choice;
  throw new OperationalError("bad-request", `The field ${name} is one of ${choices.join(", ")}.`);
}
