import { describe, expect, it } from "vitest";
import { hostArrivals } from "./host-arrivals.ts";
import { medianDelayMs } from "./median-delay.ts";

describe("the delay of alerts", () => {
  const alert = (time: string | null, original: string | null, isLive = true) => ({
    time,
    original_time: original,
    is_live: isLive,
  });

  it("is the median of those that were raised live and have both times", () => {
    expect(
      medianDelayMs([
        alert("2026-06-08T12:00:09Z", "2026-06-08T12:00:00Z"),
        alert("2026-06-08T12:00:01Z", "2026-06-08T12:00:00Z"),
        alert("2026-06-08T12:00:02Z", "2026-06-08T12:00:00Z"),
        alert("2026-06-08T13:00:00Z", "2026-06-08T12:00:00Z", false),
        alert("2026-06-08T13:00:00Z", null),
      ]),
    ).toBe(2_000);
  });

  it("is not known without alerts", () => expect(medianDelayMs([])).toBeNull());
});

describe("hosts that send", () => {
  it("are read from the answer of a search", () => {
    const buckets = [
      { key: "a", doc_count: 3, arrived: { value: 5_000 }, happened: { value: 3_000 } },
      { key: "b", doc_count: 1, arrived: { value: 5_000 }, happened: { value: null } },
      { key: "c", doc_count: 1, arrived: { value: 5_000 }, happened: { value: 9_000 } },
    ];
    expect(hostArrivals({ aggregations: { hosts: { buckets } } })).toEqual([
      { host: "a", events: 3, lastArrivalMs: 5_000, delayMs: 2_000 },
      { host: "b", events: 1, lastArrivalMs: 5_000, delayMs: null },
      { host: "c", events: 1, lastArrivalMs: 5_000, delayMs: 0 },
    ]);
    expect(hostArrivals({})).toEqual([]);
  });
});
