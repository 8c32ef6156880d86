import { isJsonObject, type JsonObject, type JsonValue } from "@eqlite/core/events";

const annotations = new Set(["description", "default"]);

/**
 * What is wrong with a value by a schema, as places and sentences; empty where it fits. Knows the part of JSON Schema that the
 * API's document uses, and throws for anything else: what is not checked must not look as if it were.
 */
export function schemaProblems(
  value: JsonValue,
  schema: JsonObject,
  document: JsonObject,
  at = "$",
): string[] {
  const problems: string[] = [];
  const say = (message: string): void => void problems.push(`${at}: ${message}`);
  for (const [keyword, said] of Object.entries(schema)) {
    switch (keyword) {
      case "$ref":
        problems.push(...schemaProblems(value, resolve(String(said), document), document, at));
        break;
      case "type":
        if (!isOfType(value, String(said))) say(`is no ${said}: ${JSON.stringify(value)?.slice(0, 80)}`);
        break;
      case "enum":
        if (!(said as readonly JsonValue[]).includes(value)) say(`is none of ${JSON.stringify(said)}`);
        break;
      case "minimum":
        if (typeof value === "number" && value < Number(said)) say(`is below ${said}`);
        break;
      case "maximum":
        if (typeof value === "number" && value > Number(said)) say(`is above ${said}`);
        break;
      case "minLength":
        if (typeof value === "string" && value.length < Number(said)) say(`is shorter than ${said}`);
        break;
      case "maxLength":
        if (typeof value === "string" && value.length > Number(said)) say(`is longer than ${said}`);
        break;
      case "format":
        if (said !== "date-time") throw new Error(`format ${said} is not checked`);
        if (typeof value === "string" && !/^[+-]?\d{4,6}-\d\d-\d\dT[\d:.]+Z$/.test(value))
          say(`is no time: ${value}`);
        break;
      case "minItems":
        if (Array.isArray(value) && value.length < Number(said)) say(`has fewer than ${said} items`);
        break;
      case "maxItems":
        if (Array.isArray(value) && value.length > Number(said)) say(`has more than ${said} items`);
        break;
      case "items":
        if (Array.isArray(value)) {
          for (const [index, item] of (value as readonly JsonValue[]).entries()) {
            problems.push(...schemaProblems(item, said as JsonObject, document, `${at}[${index}]`));
          }
        }
        break;
      case "required":
        if (isJsonObject(value)) {
          for (const name of said as readonly string[]) if (!(name in value)) say(`lacks ${name}`);
        }
        break;
      case "properties":
        if (isJsonObject(value)) {
          for (const [name, member] of Object.entries(said as JsonObject)) {
            const own = value[name];
            if (own !== undefined) {
              problems.push(...schemaProblems(own, member as JsonObject, document, `${at}.${name}`));
            }
          }
        }
        break;
      case "additionalProperties":
        if (isJsonObject(value)) {
          const known = isJsonObject(schema["properties"]) ? schema["properties"] : {};
          for (const [name, member] of Object.entries(value)) {
            if (name in known) continue;
            if (said === false) say(`has ${name}, which nobody knows`);
            else problems.push(...schemaProblems(member, said as JsonObject, document, `${at}.${name}`));
          }
        }
        break;
      case "anyOf":
      case "oneOf": {
        const fits = (said as readonly JsonObject[]).filter(
          (one) => schemaProblems(value, one, document, at).length === 0,
        ).length;
        if (fits === 0 || (keyword === "oneOf" && fits > 1)) say(`fits ${fits} of ${keyword}`);
        break;
      }
      default:
        if (!annotations.has(keyword)) throw new Error(`the keyword ${keyword} is not checked`);
    }
  }
  return problems;
}

function resolve(reference: string, document: JsonObject): JsonObject {
  let found: JsonValue | undefined = document;
  for (const part of reference.slice(2).split("/")) found = isJsonObject(found) ? found[part] : undefined;
  if (found === undefined || !isJsonObject(found)) throw new Error(`${reference} leads to nothing`);
  return found;
}

function isOfType(value: JsonValue, type: string): boolean {
  switch (type) {
    case "null":
      return value === null;
    case "array":
      return Array.isArray(value);
    case "object":
      return isJsonObject(value);
    case "integer":
      return Number.isInteger(value);
    case "string":
      return typeof value === "string";
    case "number":
      return typeof value === "number" || typeof value === "bigint";
    case "boolean":
      return typeof value === "boolean";
    default:
      throw new Error(`the type ${type} is not checked`);
  }
}
