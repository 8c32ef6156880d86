import { isJsonObject, type JsonObject, type JsonValue } from "@eqlite/core/events";
import { suggestNames } from "@eqlite/core/lang";
import { OperationalError } from "../../platform/operational-error.ts";

/**
 * What a value looks like: the schema that the API's document shows and the reading of what a client sends come from one
 * description. Of answers the type alone is used; that they are as the schema says is tested.
 */
export interface Shape<T> {
  /** JSON Schema, 2020-12. */
  readonly schema: JsonObject;
  /** Schemas that are referred to by name. */
  readonly components: Readonly<Record<string, JsonObject>>;
  /** May be left out. */
  readonly isOptional: boolean;
  /**
   * Reads a value that was sent. Throws `bad-request` with a sentence that names the place and says what is allowed.
   *
   * @param place such as "The field reason"
   */
  read(value: JsonValue | undefined, place: string): T;
}

/** The members of an object, or parameters, by name. */
export type Fields = Readonly<Record<string, Shape<unknown>>>;

export type ReadOf<S> = S extends Shape<infer T> ? T : never;

export type ReadFields<F extends Fields> = { readonly [name in keyof F]: ReadOf<F[name]> };

/** An object of what `ReadFields` has; members that may be left out may be absent. */
export type FieldValues<F extends Fields> = {
  readonly [name in keyof F as undefined extends ReadOf<F[name]> ? never : name]: ReadOf<F[name]>;
} & {
  readonly [name in keyof F as undefined extends ReadOf<F[name]> ? name : never]?: ReadOf<F[name]>;
};

interface TextOptions {
  readonly most?: number;
  readonly least?: number;
  readonly format?: string;
}

export function text({ most = 10_000, least = 0, format }: TextOptions = {}): Shape<string> {
  const schema = {
    type: "string",
    ...(least === 0 ? {} : { minLength: least }),
    maxLength: most,
    ...(format === undefined ? {} : { format }),
  };
  return shape(schema, (value, place) => {
    if (typeof value === "string" && value.length >= least && value.length <= most && !value.includes("\0"))
      return value;
    throw wrong(`${place} is a text of ${least === 0 ? "at most" : `${least} to`} ${most} characters.`);
  });
}

/** A text of an answer, however long. */
export const anyText: Shape<string> = shape({ type: "string" }, (value, place) => {
  if (typeof value === "string") return value;
  throw wrong(`${place} is a text.`);
});

/** A time of an answer, ISO 8601 in UTC. */
export const time: Shape<string> = shape({ type: "string", format: "date-time" }, anyText.read);

export function whole({
  from = 0,
  to = Number.MAX_SAFE_INTEGER,
}: {
  readonly from?: number;
  readonly to?: number;
} = {}): Shape<number> {
  return shape({ type: "integer", minimum: from, maximum: to }, (value, place) => {
    if (typeof value === "number" && Number.isSafeInteger(value) && value >= from && value <= to)
      return value;
    throw wrong(`${place} is a whole number from ${from} to ${to}.`);
  });
}

export const number: Shape<number> = shape({ type: "number" }, (value, place) => {
  if (typeof value === "number") return value;
  throw wrong(`${place} is a number.`);
});

export const flag: Shape<boolean> = shape({ type: "boolean" }, (value, place) => {
  if (typeof value === "boolean") return value;
  throw wrong(`${place} is true or false.`);
});

export function choice<const Choice extends string>(choices: readonly Choice[]): Shape<Choice> {
  return shape({ type: "string", enum: choices }, (value, place) => {
    const chosen = choices.find((known) => known === value);
    if (chosen !== undefined) return chosen;
    throw wrong(`${place} is one of ${choices.join(", ")}.`);
  });
}

/** @param most what a client may send at most; lists of answers have no bound of their own */
export function list<T>(
  of: Shape<T>,
  { most, least = 0 }: { readonly most?: number; readonly least?: number } = {},
): Shape<readonly T[]> {
  const schema = {
    type: "array",
    items: of.schema,
    ...(least === 0 ? {} : { minItems: least }),
    ...(most === undefined ? {} : { maxItems: most }),
  };
  return {
    ...shape(schema, (value, place): readonly T[] => {
      const count = Array.isArray(value) ? value.length : -1;
      if (!Array.isArray(value) || count < least || count > (most ?? Number.POSITIVE_INFINITY)) {
        const bounds = most === undefined ? "" : ` of ${least} to ${most}`;
        throw wrong(`${place} is a list${bounds}.`);
      }
      return value.map((item: JsonValue, at) => of.read(item, `${place}, number ${at + 1},`));
    }),
    components: of.components,
  };
}

export function object<const F extends Fields>(fields: F): Shape<FieldValues<F>> {
  const entries = Object.entries(fields);
  const required = entries.flatMap(([name, { isOptional }]) => (isOptional ? [] : [name]));
  const schema = {
    type: "object",
    properties: Object.fromEntries(entries.map(([name, of]) => [name, of.schema])),
    ...(required.length === 0 ? {} : { required }),
    additionalProperties: false,
  };
  return {
    ...shape(schema, (value, place) => {
      if (value === undefined || !isJsonObject(value)) {
        throw wrong(`${place} is an object with ${Object.keys(fields).join(", ")}.`);
      }
      refuseUnknown(Object.keys(value), Object.keys(fields), "field");
      return Object.fromEntries(
        entries.flatMap(([name, of]) => {
          const read = of.read(Object.hasOwn(value, name) ? value[name] : undefined, `The field ${name}`);
          return read === undefined ? [] : [[name, read]];
        }),
      ) as FieldValues<F>;
    }),
    components: componentsOf(entries.map(([, of]) => of)),
  };
}

/** An object with whatever members. */
export const anyObject: Shape<JsonObject> = shape({ type: "object" }, (value, place) => {
  if (value !== undefined && isJsonObject(value)) return value;
  throw wrong(`${place} is an object.`);
});

export const anyValue: Shape<JsonValue> = shape({}, (value) => value ?? null);

/** An object whose members all look the same. */
export function mapOf<T>(of: Shape<T>): Shape<Readonly<Record<string, T>>> {
  return {
    ...shape({ type: "object", additionalProperties: of.schema }, (value, place) =>
      Object.fromEntries(
        Object.entries(anyObject.read(value, place)).map(([name, one]) => [
          name,
          of.read(one, `${place}, ${name},`),
        ]),
      ),
    ),
    components: of.components,
  };
}

export function nullable<T>(of: Shape<T>): Shape<T | null> {
  return {
    ...shape({ anyOf: [of.schema, { type: "null" }] }, (value, place) =>
      value === null ? null : of.read(value, place),
    ),
    components: of.components,
  };
}

export function optional<T>(of: Shape<T>): Shape<T | undefined> {
  return {
    ...of,
    isOptional: true,
    read: (value, place) => (value === undefined ? undefined : of.read(value, place)),
  };
}

export function withDefault<T extends JsonValue>(of: Shape<T>, standard: T): Shape<T> {
  return {
    ...of,
    schema: { ...of.schema, default: standard },
    isOptional: true,
    read: (value, place) => (value === undefined ? standard : of.read(value, place)),
  };
}

export function oneOf<A, B>(first: Shape<A>, second: Shape<B>, said: string): Shape<A | B> {
  return {
    ...shape<A | B>({ oneOf: [first.schema, second.schema] }, (value, place) => {
      for (const one of [first, second]) {
        try {
          return one.read(value, place);
        } catch (error) {
          if (!(error instanceof OperationalError)) throw error;
        }
      }
      throw wrong(`${place} is ${said}.`);
    }),
    components: componentsOf([first, second]),
  };
}

/** The shape under a name of its own in the document. */
export function named<T>(name: string, of: Shape<T>): Shape<T> {
  return {
    ...of,
    schema: { $ref: `#/components/schemas/${name}` },
    components: { ...of.components, [name]: of.schema },
  };
}

export function described<T>(description: string, of: Shape<T>): Shape<T> {
  return { ...of, schema: { ...of.schema, description } };
}

/** Throws `bad-request` where a name is none of those that are known. */
export function refuseUnknown(
  names: readonly string[],
  known: readonly string[],
  what: "field" | "parameter",
): void {
  for (const name of names) {
    if (known.includes(name)) continue;
    const [close] = suggestNames(name, known, 1);
    const hint =
      known.length === 0
        ? "there are none here"
        : close === undefined
          ? `the ${what}s are ${known.join(", ")}`
          : `did you mean ${close}?`;
    throw wrong(`There is no ${what} ${JSON.stringify(name.slice(0, 100))}; ${hint}`);
  }
}

export function componentsOf(shapes: readonly Shape<unknown>[]): Shape<unknown>["components"] {
  return Object.assign({}, ...shapes.map(({ components }) => components));
}

function shape<T>(schema: JsonObject, read: Shape<T>["read"]): Shape<T> {
  return { schema, components: {}, isOptional: false, read };
}

function wrong(message: string): OperationalError {
  return new OperationalError("bad-request", message);
}
