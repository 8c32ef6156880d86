import { type JsonValue, stringifyJson } from "@eqlite/core/events";
import type { Database } from "./database.ts";
import { storedJson } from "./stored-json.ts";

/** Single values of the server, by name, such as how far live detection has read; kept in the transaction they are set in. */
export interface StateValues {
  get(name: string): JsonValue | undefined;
  set(name: string, value: JsonValue): void;
  delete(name: string): void;
}

export function createStateValues(database: Database): StateValues {
  const select = database.prepare<{ value: string }>("SELECT value FROM state_values WHERE name = ?");
  const upsert = database.prepare(
    "INSERT INTO state_values (name, value) VALUES (?, ?) ON CONFLICT (name) DO UPDATE SET value = excluded.value",
  );
  const remove = database.prepare("DELETE FROM state_values WHERE name = ?");
  return {
    get(name) {
      const row = select.get(name);
      return row === undefined ? undefined : storedJson(row.value);
    },
    set(name, value) {
      upsert.run(name, stringifyJson(value));
    },
    delete(name) {
      remove.run(name);
    },
  };
}
