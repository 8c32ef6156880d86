/** Values by key, of which those are forgotten that were not asked for the longest, when they are too large together. */
export interface RecentValues<Value> {
  get(key: string): Value | undefined;
  set(key: string, value: Value, sizeBytes: number): void;
  delete(key: string): void;
}

export function createRecentValues<Value>(maxBytes: number): RecentValues<Value> {
  // A map keeps the order in which keys were set.
  const kept = new Map<string, { readonly value: Value; readonly sizeBytes: number }>();
  let bytes = 0;
  const forget = (key: string): void => {
    bytes -= kept.get(key)?.sizeBytes ?? 0;
    kept.delete(key);
  };
  return {
    get(key) {
      const found = kept.get(key);
      if (found === undefined) return undefined;
      kept.delete(key);
      kept.set(key, found);
      return found.value;
    },
    set(key, value, sizeBytes) {
      forget(key);
      if (sizeBytes > maxBytes) return;
      kept.set(key, { value, sizeBytes });
      bytes += sizeBytes;
      for (const oldest of kept.keys()) {
        if (bytes <= maxBytes) break;
        forget(oldest);
      }
    },
    delete: forget,
  };
}
