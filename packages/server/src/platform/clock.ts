/** The time of day, passed in so that tests can set it. */
export interface Clock {
  /** Milliseconds since 1970. May jump, also backwards. */
  nowMs(): number;
}

/** Only goes forward, whatever the time of day is set to. Its numbers mean nothing after the process has ended. */
export const elapsedClock: Clock = { nowMs: () => performance.now() };

export const systemClock: Clock = { nowMs: () => Date.now() };
