import type { AlertPlace } from "../../alerts/alert.ts";
import { OperationalError } from "../../platform/operational-error.ts";

/** A place in the order of alerts as clients carry it from page to page. */
export function alertCursor({ timeMs, number }: AlertPlace): string {
  return `${timeMs.toString(36)}.${number.toString(36)}`;
}

/** Throws `bad-request` where it is none. */
export function readAlertCursor(text: string): AlertPlace {
  const found = /^(-?[0-9a-z]{1,11})\.([0-9a-z]{1,11})$/.exec(text);
  const [timeMs, number] = [found?.[1], found?.[2]].map((part) => Number.parseInt(part ?? "", 36));
  if (Number.isSafeInteger(timeMs) && Number.isSafeInteger(number)) {
    return { timeMs: timeMs as number, number: number as number };
  }
  throw new OperationalError("bad-request", "after is no place: send what `next` of the page before says.");
}
