import { expect, it } from "vitest";
import { distanceText } from "./distance-text.ts";

it.each([
  [0, "0 ms", "0毫秒"],
  [72, "72 ms", "72毫秒"],
  [1_300, "1.3 sec", "1.3秒"],
  [59_400, "59 sec", "59秒"],
  [60_000, "1 min", "1分钟"],
  [125_000, "2 min 5 sec", "2分钟 5秒"],
  [90_000_000, "1 day 1 hr", "1天 1小时"],
])("%s ms", (ms, english, chinese) => {
  expect(distanceText(ms, "en")).toBe(english);
  expect(distanceText(ms, "zh-CN")).toBe(chinese);
});
