import { isJsonObject, type JsonValue } from "@eqlite/core/events";
import { OperationalError } from "../platform/operational-error.ts";
import { httpLimits } from "./http-limits.ts";

/**
 * The parameter `filter_path` of Elasticsearch: which parts of an answer a client wants. Paths are separated by commas,
 * names by dots; `*` stands for any part of a name, `**` for any number of names, and a path with `-` in front takes away.
 * Names of members may themselves contain dots. Lists are looked through as if their items stood in their place. Objects and
 * lists of which nothing remains are left out, and what is wanted as a whole remains as it is.
 */
export type FilterPath = (value: JsonValue) => JsonValue;

/** Throws OperationalError `bad-request` where there is too much of it. */
export function compileFilterPath(text: string): FilterPath {
  if (text.length > httpLimits.maxFilterPathLength) {
    throw new OperationalError(
      "bad-request",
      `filter_path has more than ${httpLimits.maxFilterPathLength} characters.`,
    );
  }
  const paths = text
    .split(",")
    .map((path) => path.trim())
    .filter((path) => path !== "" && path !== "-");
  if (paths.length > httpLimits.maxFilterPaths) {
    throw new OperationalError(
      "bad-request",
      `filter_path has more than ${httpLimits.maxFilterPaths} paths.`,
    );
  }
  const includes = paths.filter((path) => !path.startsWith("-")).map(parsePath);
  const excludes = paths.filter((path) => path.startsWith("-")).map((path) => parsePath(path.slice(1)));
  return (value) => {
    const included = includes.length === 0 ? value : (include(value, startOf(includes)) ?? {});
    return excludes.length === 0 ? included : (exclude(included, startOf(excludes)) ?? {});
  };
}

/** One name of a path: a test of a member's name, or "any" for `**`. */
type Step = "any" | ((name: string) => boolean);
type Path = readonly Step[];

function parsePath(path: string): Path {
  const steps = path.split(".").map((name): Step => (name === "**" ? "any" : nameTest(name)));
  // Of neighbours one says as much, and many would take longer.
  return steps.filter((step, i) => step !== "any" || steps[i - 1] !== "any");
}

function nameTest(pattern: string): (name: string) => boolean {
  if (!pattern.includes("*")) return (name) => name === pattern;
  return globTest(pattern.split("*"));
}

/** Pieces that follow each other with anything between them: greedy from the left, which is linear. */
function globTest(pieces: readonly string[]): (name: string) => boolean {
  const first = pieces[0] ?? "";
  const last = pieces.at(-1) ?? "";
  const middle = pieces.slice(1, -1);
  return (name) => {
    if (name.length < first.length + last.length || !name.startsWith(first) || !name.endsWith(last))
      return false;
    let at = first.length;
    for (const piece of middle) {
      const found = name.indexOf(piece, at);
      if (found === -1) return false;
      at = found + piece.length;
    }
    return at <= name.length - last.length;
  };
}

/** Places in paths: by path, how many of its steps are behind. All are followed at once, so nothing is tried twice. */
type Places = readonly { readonly path: Path; readonly steps: ReadonlySet<number> }[];

const startOf = (paths: readonly Path[]): Places =>
  paths.map((path) => ({ path, steps: skipAny(path, [0]) }));

/** `**` may also stand for no name at all. */
function skipAny(path: Path, steps: Iterable<number>): ReadonlySet<number> {
  const reached = new Set<number>();
  for (const step of steps) {
    reached.add(step);
    if (path[step] === "any") reached.add(step + 1);
  }
  return reached;
}

/** Where the paths are below a member of this name. A name with dots counts as one name and as several. */
function below(places: Places, name: string): Places {
  const parts = name.includes(".") ? name.split(".") : undefined;
  return places.map(({ path, steps }) => {
    const whole = afterName(path, steps, name);
    if (parts === undefined) return { path, steps: whole };
    let split = steps;
    for (const part of parts) split = afterName(path, split, part);
    return { path, steps: new Set([...whole, ...split]) };
  });
}

function afterName(path: Path, steps: ReadonlySet<number>, name: string): ReadonlySet<number> {
  const next: number[] = [];
  for (const at of steps) {
    const step = path[at];
    if (step === "any") next.push(at);
    else if (step?.(name) === true) next.push(at + 1);
  }
  return skipAny(path, next);
}

const isEnded = (places: Places): boolean => places.some(({ path, steps }) => steps.has(path.length));
const isLost = (places: Places): boolean => places.every(({ steps }) => steps.size === 0);

/** The parts that the paths name; undefined where there are none. */
function include(value: JsonValue, places: Places): JsonValue | undefined {
  if (isEnded(places)) return value;
  if (isLost(places)) return undefined;
  return mapParts(value, places, include);
}

/** What is left without the parts that the paths name; undefined where that is nothing. */
function exclude(value: JsonValue, places: Places): JsonValue | undefined {
  if (isEnded(places)) return undefined;
  if (isLost(places) || !isContainer(value) || isEmpty(value)) return value;
  return mapParts(value, places, exclude);
}

function mapParts(
  value: JsonValue,
  places: Places,
  part: (value: JsonValue, places: Places) => JsonValue | undefined,
): JsonValue | undefined {
  if (Array.isArray(value)) {
    const items = value.map((item) => part(item, places)).filter((item) => item !== undefined);
    return items.length === 0 ? undefined : items;
  }
  if (!isJsonObject(value)) return undefined;
  const members: [string, JsonValue][] = [];
  for (const [name, member] of Object.entries(value)) {
    const kept = part(member, below(places, name));
    if (kept !== undefined) members.push([name, kept]);
  }
  return members.length === 0 ? undefined : Object.fromEntries(members);
}

const isContainer = (value: JsonValue): boolean => Array.isArray(value) || isJsonObject(value);
const isEmpty = (value: JsonValue): boolean => Object.keys(Object(value)).length === 0;
