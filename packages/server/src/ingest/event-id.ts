/** The `_id` of an event for which its client gave none: made of its position, so that it leads back to the event. */
export function eventIdAt(position: number): string {
  return `@${position.toString(36)}`;
}

/** The position that an `_id` was made of; undefined for an `_id` that a client gave, or nobody. */
export function positionOfEventId(id: string): number | undefined {
  if (!/^@(?:0|[1-9a-z][0-9a-z]{0,10})$/.test(id)) return undefined;
  const position = Number.parseInt(id.slice(1), 36);
  return Number.isSafeInteger(position) ? position : undefined;
}
