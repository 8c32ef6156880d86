import { afterEach, describe, expect, it } from "vitest";
import { makeDatabaseFolder } from "../platform/database.test-support.ts";
import { alertLimits } from "./alert-limits.ts";
import { alice, bob, startMs } from "./alert-store.test-support.ts";
import { createSavedViews } from "./saved-views.ts";

const folder = makeDatabaseFolder();
afterEach(folder.clear);

describe("saved views", () => {
  it("are everybody's, by name, and know who made and who changed them", () => {
    const views = createSavedViews(folder.open());
    const made = views.create({ name: "worst", state: "{}", principal: alice, nowMs: startMs });
    views.create({ name: "Mine", state: "{}", principal: bob, nowMs: startMs });
    views.update(made.id, { name: "worst", state: '{"q":"x"}', principal: bob, nowMs: startMs + 1 });
    expect(views.all()).toEqual([
      expect.objectContaining({ name: "Mine", createdBy: "bob" }),
      {
        id: made.id,
        name: "worst",
        state: '{"q":"x"}',
        createdMs: startMs,
        createdBy: "alice",
        updatedMs: startMs + 1,
        updatedBy: "bob",
      },
    ]);
    views.delete(made.id);
    expect(views.all().map(({ name }) => name)).toEqual(["Mine"]);
  });

  it("have names of their own, and are not without end", () => {
    const views = createSavedViews(folder.open());
    const create = (name: string) => views.create({ name, state: "", principal: alice, nowMs: startMs });
    for (let at = 0; at < alertLimits.maxSavedViews - 1; at += 1) create(`view ${at}`);
    const last = create("last");
    const code = (wanted: string) => expect.objectContaining({ code: wanted });
    expect(() => create("last")).toThrow(code("conflict"));
    expect(() => create("one more")).toThrow(code("too-costly"));
    const change = { name: "view 0", state: "", principal: alice, nowMs: startMs };
    expect(() => views.update(last.id, change)).toThrow(code("conflict"));
    expect(() => views.update(0, change)).toThrow(code("not-found"));
    expect(() => views.delete(0)).toThrow(code("not-found"));
  });
});
