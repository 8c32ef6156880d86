import { EsFailure } from "./es-failure.ts";

/** Bytes of requests that are being taken in, so that they cannot fill up the memory. */
export interface BytesInFlight {
  /**
   * Lets a request in with the bytes that are known of it. Throws OperationalError `too-busy` where there is no room; a
   * request that is alone always gets in.
   */
  enter(bytes: number): EnteredRequest;
  readonly bytes: number;
}

export interface EnteredRequest {
  /** Says how many bytes it has after all. Throws as `enter` does. */
  resize(bytes: number): void;
  leave(): void;
}

export function createBytesInFlight(maxBytes: number): BytesInFlight {
  let total = 0;
  let requests = 0;
  /** @param others bytes of all other requests, of which there may be none */
  const check = (others: number, areOthers: boolean, bytes: number): void => {
    if (!areOthers || others + bytes <= maxBytes) return;
    throw new EsFailure(
      "too-busy",
      "es_rejected_execution_exception",
      `rejected execution of bulk operation: ${others} bytes are being stored and ${bytes} more would exceed ${maxBytes}; try again later`,
    );
  };
  return {
    enter(bytes) {
      check(total, requests > 0, bytes);
      let own = bytes;
      let isIn = true;
      total += own;
      requests += 1;
      return {
        resize(resized) {
          if (resized > own) check(total - own, requests > 1, resized);
          total += resized - own;
          own = resized;
        },
        leave() {
          if (!isIn) return;
          isIn = false;
          total -= own;
          requests -= 1;
        },
      };
    },
    get bytes() {
      return total;
    },
  };
}
