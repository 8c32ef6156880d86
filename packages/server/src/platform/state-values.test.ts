import { afterEach, expect, it } from "vitest";
import { makeDatabaseFolder } from "./database.test-support.ts";
import { createStateValues } from "./state-values.ts";

const folder = makeDatabaseFolder();
afterEach(folder.clear);

it("holds values by name, also after the file is opened again", () => {
  const values = createStateValues(folder.open());
  expect(values.get("cursor")).toBeUndefined();
  values.set("cursor", { position: 2n ** 60n, name: "a\0b" });
  values.set("other", null);
  values.set("cursor", { position: 2n ** 61n, name: "a\0b" });
  const again = createStateValues(folder.open());
  expect(again.get("cursor")).toEqual({ position: 2n ** 61n, name: "a\0b" });
  expect(again.get("other")).toBeNull();
  again.delete("other");
  expect(again.get("other")).toBeUndefined();
});

it("is undone with its transaction", () => {
  const database = folder.open();
  const values = createStateValues(database);
  values.set("cursor", 1);
  expect(() =>
    database.transaction(() => {
      values.set("cursor", 2);
      throw new Error("no");
    }),
  ).toThrow("no");
  expect(values.get("cursor")).toBe(1);
});

it("says where a value is damaged", () => {
  const database = folder.open();
  database.exec("INSERT INTO state_values (name, value) VALUES ('cursor', '{')");
  expect(() => createStateValues(database).get("cursor")).toThrow(
    expect.objectContaining({ code: "store-damaged" }),
  );
});
