import { expect, it } from "vitest";
import { dataStreamNameProblem } from "./data-stream-name.ts";

it.each(["logs-endpoint.events.process-default", "a", "x".repeat(255), ".fleet-actions", "größe", "a+b"])(
  "%s is a name",
  (name) => {
    expect(dataStreamNameProblem(name)).toBeUndefined();
  },
);

it.each([
  "",
  ".",
  "..",
  "Logs",
  "a/b",
  "a\\b",
  "a*",
  "a?",
  'a"',
  "a<b",
  "a b",
  "a,b",
  "a#b",
  "a:b",
  "a\nb",
  "_bulk",
  "-a",
  "+a",
  ".ds-a",
  "\ud800",
  "x".repeat(256),
  "ä".repeat(128),
])("%j is none", (name) => {
  expect(dataStreamNameProblem(name)).toBeTypeOf("string");
});
