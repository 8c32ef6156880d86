import { canonicalJson, type EventRecord } from "../events/index.ts";

/** Hashes a text to hex. Passed in: core has no cryptography of its own. */
export type Hash = (text: string) => string;

/**
 * The id by which alerts know an event: its `_id` where the input has one, else the hash of what it says. It does not
 * depend on file, line or order, so the same event read again, or shipped to a server, has the same id.
 */
export function eventIdentity(event: EventRecord, hash: Hash): string {
  return event.id ?? hash(canonicalJson(event.document));
}
