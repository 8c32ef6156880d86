import { OperationalError } from "../platform/operational-error.ts";

/** How many bytes of request bodies the process holds at once, over all connections. */
export interface BodyBudget {
  readonly heldBytes: number;
  /** Takes bytes. Throws OperationalError `too-busy` where they are not to be had. */
  take(bytes: number): void;
  giveBack(bytes: number): void;
  /** Throws OperationalError `too-busy` where so many bytes could not be taken now. */
  expect(bytes: number): void;
}

const retryAfterSeconds = 1;

export function createBodyBudget(maxBytes: number): BodyBudget {
  let held = 0;
  const expect = (bytes: number): void => {
    if (held + bytes <= maxBytes) return;
    throw new OperationalError(
      "too-busy",
      `${held} bytes of requests are being worked on, and ${maxBytes} are the most: send again in a moment`,
      undefined,
      retryAfterSeconds,
    );
  };
  return {
    get heldBytes() {
      return held;
    },
    expect,
    take(bytes) {
      expect(bytes);
      held += bytes;
    },
    giveBack(bytes) {
      held -= bytes;
    },
  };
}
