import { expect, it } from "vitest";
import { createSubscriptions } from "./subscriptions.ts";

it("tells each listener until its subscription ends", () => {
  const { subscribe, tell } = createSubscriptions<number>();
  const heard: string[] = [];
  const endFirst = subscribe((news) => heard.push(`first ${news}`));
  subscribe((news) => heard.push(`second ${news}`));
  tell(1);
  endFirst();
  tell(2);
  expect(heard).toEqual(["first 1", "second 1", "second 2"]);
});

it("tells the others where one throws", () => {
  const { subscribe, tell } = createSubscriptions<number>();
  const heard: number[] = [];
  subscribe(() => {
    throw new Error("no");
  });
  subscribe((news) => heard.push(news));
  expect(() => tell(1)).toThrow("no");
  expect(heard).toEqual([1]);
});
