import { compileFieldReader, isJsonObject, type JsonObject, type JsonValue } from "@eqlite/core/events";

/** The fields of the differential test, with their types. */
export const testFields = {
  "process.name": "keyword",
  "user.name": "keyword",
  "process.pid": "long",
  "@timestamp": "date",
  message: "text",
} as const;

type TestField = keyof typeof testFields;

/**
 * Whether a query finds a document, written to be read: only what the differential test asks, and without any of the code that
 * it is a test of, but for the reading of fields.
 */
export function naivelyMatches(query: JsonObject, document: JsonObject, id: string): boolean {
  const [[kind = "", body = null] = []] = Object.entries(query);
  const all = (list: JsonValue | undefined): readonly JsonObject[] =>
    (Array.isArray(list) ? list : list === undefined ? [] : [list]).filter(isJsonObject);
  const matches = (inner: JsonObject): boolean => naivelyMatches(inner, document, id);
  if (!isJsonObject(body)) throw new Error("a query has a body");
  const [[name = "", given = null] = []] = Object.entries(body);
  const options: JsonObject = isJsonObject(given) ? given : { value: given, query: given };
  const field = name as TestField;
  const values = (): readonly (string | number)[] => valuesOf(document, field);
  switch (kind) {
    case "match_all":
      return true;
    case "bool": {
      const [must, should, mustNot] = [
        [...all(body["must"]), ...all(body["filter"])],
        all(body["should"]),
        all(body["must_not"]),
      ];
      const least =
        (body["minimum_should_match"] as number | undefined) ??
        (should.length > 0 && must.length === 0 ? 1 : 0);
      return must.every(matches) && !mustNot.some(matches) && should.filter(matches).length >= least;
    }
    case "ids":
      return (body["values"] as readonly string[]).includes(id);
    case "exists":
      return valuesOf(document, body["field"] as TestField).length > 0;
    case "term": {
      const wanted = options["value"];
      if (field === "message") return values().some((text) => words(text).includes(String(wanted)));
      if (options["case_insensitive"] === true)
        return values().some((value) => String(value).toLowerCase() === String(wanted).toLowerCase());
      return values().some((value) => String(value) === String(wanted));
    }
    case "terms":
      return values().some((value) => (given as readonly JsonValue[]).map(String).includes(String(value)));
    case "wildcard":
      return values().some((value) =>
        glob(String(options["value"]), String(value), options["case_insensitive"] === true),
      );
    case "prefix":
      return values().some((value) => String(value).startsWith(String(options["value"])));
    case "match": {
      const wanted = words(String(options["query"]));
      if (field !== "message") return values().some((value) => String(value) === String(options["query"]));
      if (wanted.length === 0) return false;
      return options["operator"] === "and"
        ? wanted.every((word) => values().some((text) => words(text).includes(word)))
        : wanted.some((word) => values().some((text) => words(text).includes(word)));
    }
    case "range":
      return values().some((value) => {
        const bound = (at: string): string | number | undefined => {
          const limit = options[at];
          if (limit === undefined) return undefined;
          return field === "@timestamp" ? Date.parse(String(limit)) : (limit as string | number);
        };
        const [gt, gte, lt, lte] = [bound("gt"), bound("gte"), bound("lt"), bound("lte")];
        return (
          (gt === undefined || value > gt) &&
          (gte === undefined || value >= gte) &&
          (lt === undefined || value < lt) &&
          (lte === undefined || value <= lte)
        );
      });
    default:
      throw new Error(`the naive reading does not know ${kind}`);
  }
}

function valuesOf(document: JsonObject, field: TestField): readonly (string | number)[] {
  const raw = compileFieldReader(field)(document);
  switch (testFields[field]) {
    case "keyword":
    case "text":
      return raw.map(String);
    case "long":
      return raw.map(Number).filter((value) => !Number.isNaN(value));
    case "date":
      return raw.map((value) => Date.parse(String(value)));
  }
}

function words(text: string | number): readonly string[] {
  return String(text)
    .toLowerCase()
    .split(/[^a-z0-9]+/)
    .filter((word) => word !== "");
}

/** Tries all ways: the texts of the test are short. */
function glob(pattern: string, text: string, foldCase: boolean): boolean {
  if (foldCase) return glob(pattern.toLowerCase(), text.toLowerCase(), false);
  const [first] = pattern;
  if (first === undefined) return text === "";
  if (first === "*")
    return glob(pattern.slice(1), text, false) || (text !== "" && glob(pattern, text.slice(1), false));
  const [literal, rest] = first === "\\" ? [pattern[1], pattern.slice(2)] : [first, pattern.slice(1)];
  if (text === "" || (literal !== text[0] && !(first === "?"))) return false;
  return glob(rest, text.slice(1), false);
}
