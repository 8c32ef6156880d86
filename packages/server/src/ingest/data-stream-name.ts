import { ingestLimits } from "./ingest-limits.ts";

const refusedCharacters = /[\\/*?"<>| ,#:\p{Cc}]/u;

/**
 * Why a name cannot be that of a data stream, as Elasticsearch's naming rules have it; undefined where it can. Names go
 * into paths and URLs, so that these rules keep both safe as well.
 */
export function dataStreamNameProblem(name: string): string | undefined {
  if (name === "") return "must not be empty";
  if (name === "." || name === "..") return "must not be '.' or '..'";
  const refused = refusedCharacters.exec(name);
  if (refused !== null) return `must not contain ${JSON.stringify(refused[0])}`;
  if (/^[-_+]/.test(name)) return "must not start with '-', '_' or '+'";
  if (name.startsWith(".ds-")) return "must not start with '.ds-'";
  if (name !== name.toLowerCase()) return "must be lowercase";
  if (/\p{Cs}/u.test(name)) return "must be valid Unicode";
  if (Buffer.byteLength(name) > ingestLimits.maxNameBytes)
    return `must not be longer than ${ingestLimits.maxNameBytes} bytes`;
  return undefined;
}
