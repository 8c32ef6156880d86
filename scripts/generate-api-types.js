// @ts-check
// A step of `npm run build`: writes the types of /api/v1 that the web application calls it with, from the table of routes, so
// that a page which asks for what the server does not answer does not compile.
import { mkdirSync, writeFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { openApiDocument } from "../packages/server/dist/http/v1/openapi-document.js";
import { v1Routes } from "../packages/server/dist/http/v1/v1-routes.js";

const target = new URL("../packages/ui/src/shared/api/generated/operations.ts", import.meta.url);

/** @typedef {Record<string, any>} Schema */

/** @type {any} what the routes do is not asked for */
const nothing = { version: "" };
const routes = v1Routes(nothing);
/** @type {any} */
const document = openApiDocument(routes, "");

const schemas = Object.entries(/** @type {Record<string, Schema>} */ (document.components.schemas))
  .map(([name, schema]) => `${comment(schema)}export type ${name} = ${typeOf(schema)};\n`)
  .join("\n");

const operations = routes
  .filter(({ path }) => !path.startsWith("/api/v1/docs"))
  .map(({ method, path, summary, inPath = {}, query = {}, body, isBodyOptional, answer }) =>
    [
      `  /** ${summary}. */`,
      `  ${JSON.stringify(`${method} ${path}`)}: {`,
      `    readonly inPath: ${fieldsOf(inPath)};`,
      `    readonly query: ${fieldsOf(query)};`,
      `    readonly body: ${body === undefined ? "undefined" : typeOf(body.schema)}${isBodyOptional === true ? " | undefined" : ""};`,
      `    readonly answer: ${answer.shape === undefined ? (answer.mediaType === undefined ? "undefined" : "Blob") : typeOf(answer.shape.schema)};`,
      "  };",
    ].join("\n"),
  )
  .join("\n");

mkdirSync(new URL(".", target), { recursive: true });
writeFileSync(
  fileURLToPath(target),
  `// Written by scripts/generate-api-types.js.\n\n${schemas}\nexport interface Operations {\n${operations}\n}\n`,
);

/**
 * @param {Readonly<Record<string, { readonly schema: any, readonly isOptional: boolean }>>} fields
 * @returns {string}
 */
function fieldsOf(fields) {
  const members = Object.entries(fields).map(([name, { schema, isOptional }]) =>
    memberOf(name, schema, !isOptional),
  );
  return members.length === 0 ? "Record<never, never>" : `{ ${members.join(" ")} }`;
}

/**
 * @param {string} name
 * @param {Schema} schema
 * @param {boolean} isRequired
 */
function memberOf(name, schema, isRequired) {
  const key = /^[a-z_$][\w$]*$/i.test(name) ? name : JSON.stringify(name);
  return `${comment(schema)}readonly ${key}${isRequired ? "" : "?"}: ${typeOf(schema)}${isRequired ? "" : " | undefined"};`;
}

/** @param {Schema} schema */
function comment({ description }) {
  return typeof description === "string" ? `/** ${description.replaceAll("*/", "* /")} */ ` : "";
}

/**
 * @param {Schema} schema
 * @returns {string}
 */
function typeOf(schema) {
  if (typeof schema["$ref"] === "string") return schema["$ref"].slice(schema["$ref"].lastIndexOf("/") + 1);
  const some = schema["anyOf"] ?? schema["oneOf"];
  if (Array.isArray(some)) return `(${some.map(typeOf).join(" | ")})`;
  if (Array.isArray(schema["enum"]))
    return `(${schema["enum"].map((value) => JSON.stringify(value)).join(" | ")})`;
  switch (schema["type"]) {
    case "string":
      return "string";
    case "integer":
    case "number":
      return "number";
    case "boolean":
      return "boolean";
    case "null":
      return "null";
    case "array":
      return `readonly (${typeOf(schema["items"] ?? {})})[]`;
    case "object":
      return objectOf(schema);
    case undefined:
      return "unknown";
    default:
      throw new Error(`a type that the web application has no word for: ${JSON.stringify(schema)}`);
  }
}

/** @param {Schema} schema */
function objectOf({ properties, required = [], additionalProperties }) {
  if (properties === undefined) {
    const of = typeof additionalProperties === "object" ? typeOf(additionalProperties) : "unknown";
    return `Readonly<Record<string, ${of}>>`;
  }
  const members = Object.entries(properties).map(([name, schema]) =>
    memberOf(name, schema, required.includes(name)),
  );
  return `{ ${members.join(" ")} }`;
}
