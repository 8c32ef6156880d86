import { expect, it } from "vitest";
import { firstPage } from "./first-page.ts";

it.each([
  ["/", "home"],
  ["/alerts", "alerts"],
  ["/alerts/", "alerts"],
  ["/alerts/a1", "alert"],
  ["/rules", "rules"],
  ["/rules/new", "ruleEditor"],
  ["/rules/r1", "rule"],
  ["/rules/r1/edit", "ruleEditor"],
  ["/explore", "explore"],
  ["/constructor", undefined],
  ["/elsewhere", undefined],
])("%s is the page %s", (path, page) => expect(firstPage(path, new URLSearchParams()).page).toBe(page));

it("asks who is there first, on each page", () => {
  for (const path of ["/", "/alerts/a1", "/elsewhere"])
    expect(firstPage(path, new URLSearchParams()).requests[0]).toMatchObject({ path: "/api/v1/me" });
});

it("asks for an alert by the id of the address, and for its steps where they are shown", () => {
  const paths = (search: string): readonly string[] =>
    firstPage("/alerts/a%2Fb%", new URLSearchParams(search)).requests.map(({ path }) => path);
  expect(paths("")).toEqual(["/api/v1/me", "/api/v1/alerts/a%252Fb%25", "/api/v1/alerts/a%252Fb%25/events"]);
  expect(
    firstPage("/alerts/a%2Fb", new URLSearchParams("tab=guide")).requests.map(({ path }) => path),
  ).toEqual([
    "/api/v1/me",
    "/api/v1/alerts/a%2Fb",
    "/api/v1/alerts/a%2Fb/events",
    "/api/v1/alerts/a%2Fb/steps",
  ]);
});
