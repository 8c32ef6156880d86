/** The time of day, passed in so that tests can set it. */
export interface Clock {
  /** Milliseconds since 1970. May jump, also backwards. */
  nowMs(): number;
}

export const systemClock: Clock = { nowMs: () => Date.now() };
