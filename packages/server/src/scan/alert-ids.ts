/**
 * The ids of alerts as bytes. They are SHA-256 in hex: as a string, each would take three times as much. Known by numbers
 * below `capacity`.
 */
export interface AlertIds {
  set(number: number, id: string): void;
  get(number: number): string;
  /** The order of the texts, by code units. */
  compare(a: number, b: number): number;
}

const idBytes = 32;

export function createAlertIds(capacity: number): AlertIds {
  const bytes = Buffer.alloc(capacity * idBytes);
  return {
    set(number, id) {
      const written = bytes.write(id, number * idBytes, idBytes, "hex");
      if (written !== idBytes || id.length !== 2 * idBytes) throw new Error(`${id} is no id of an alert`);
    },
    get: (number) => bytes.toString("hex", number * idBytes, (number + 1) * idBytes),
    compare(a, b) {
      for (let at = 0; at < idBytes; at += 4) {
        const order = bytes.readUInt32BE(a * idBytes + at) - bytes.readUInt32BE(b * idBytes + at);
        if (order !== 0) return order;
      }
      return 0;
    },
  };
}
