import { OperationalError } from "../platform/operational-error.ts";

/**
 * Clients of Elasticsearch name the version they speak in the media type:
 * `application/vnd.elasticsearch+json; compatible-with=8`. The answer repeats it.
 */
const versioned = /application\/vnd\.elasticsearch\+([a-z0-9-]+)\s*;\s*compatible-with\s*=\s*"?(\d{1,4})"?/i;

const versions = new Set(["8", "9"]);

/**
 * The media type that a JSON answer gets; undefined for plain JSON. Throws OperationalError `bad-request` for a version
 * that nobody speaks here.
 */
export function answeredMediaType(
  accept: string | undefined,
  contentType: string | undefined,
): string | undefined {
  const accepted = versionOf("Accept", accept);
  const sent = versionOf("Content-Type", contentType);
  const version = accepted ?? (accept === undefined || accept.trim() === "*/*" ? sent : undefined);
  return version === undefined ? undefined : `application/vnd.elasticsearch+json;compatible-with=${version}`;
}

function versionOf(header: string, value: string | undefined): string | undefined {
  const match = value === undefined ? null : versioned.exec(value);
  if (match === null) return undefined;
  const version = match[2] ?? "";
  if (!versions.has(version)) {
    throw new OperationalError(
      "bad-request",
      `${header} asks for compatible-with=${version}; the versions here are ${[...versions].join(" and ")}.`,
    );
  }
  return version;
}
