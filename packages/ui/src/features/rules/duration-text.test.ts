import { expect, it } from "vitest";
import { durationText } from "./duration-text.ts";

it.each([
  [0, "0 ms"],
  [12.4, "12 ms"],
  [1_500, "1.5 sec"],
  [65_000, "1 min 5 sec"],
  [7_500_000, "2 hr 5 min"],
  [86_400_000, "1 day"],
])("%d ms is %s", (ms, text) => expect(durationText(ms, "en")).toBe(text));
