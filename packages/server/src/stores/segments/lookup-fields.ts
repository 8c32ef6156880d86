/** How texts of a field are compared: as they are without regard to case, or as the addresses that they mean. */
export type LookupKind = "text" | "ip";

const hashes = ["md5", "sha1", "sha256"];

/**
 * The fields that people look values up in: a block says which values of them it may hold. A field that is added here counts
 * for blocks that are written from then on, see `filterVersion`.
 */
export const lookupFields: ReadonlyMap<string, LookupKind> = new Map<string, LookupKind>([
  ["host.id", "text"],
  ["host.name", "text"],
  ["user.id", "text"],
  ["user.name", "text"],
  ["process.entity_id", "text"],
  ["process.parent.entity_id", "text"],
  ["process.name", "text"],
  ["process.executable", "text"],
  ["file.path", "text"],
  ["file.name", "text"],
  ...["process", "file", "dll"].flatMap((object) =>
    hashes.map((hash): [string, LookupKind] => [`${object}.hash.${hash}`, "text"]),
  ),
  ["source.ip", "ip"],
  ["destination.ip", "ip"],
  ["dns.question.name", "text"],
  ["event.category", "text"],
  ["event.code", "text"],
  ["event.action", "text"],
]);

/**
 * Which list of fields a filter was made of. Raise it with every change of `lookupFields` or of `value-hash.ts`: filters of
 * another version are not asked.
 */
export const filterVersion = 2;
