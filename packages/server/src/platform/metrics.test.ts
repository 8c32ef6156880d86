import { expect, it } from "vitest";
import { createMetrics } from "./metrics.ts";

it("counts by labels whose values are known beforehand", async () => {
  const metrics = createMetrics({ process: false });
  const requests = metrics.counter({
    name: "requests_total",
    help: "Requests.",
    labels: { method: ["GET", "POST"], route: { most: 2 } },
  });
  requests.add(1, { method: "GET", route: "/a" });
  requests.add(2, { method: "GET", route: "/a" });
  for (const route of ["/b", "/c", "/d"]) requests.add(1, { method: "POST", route });
  const { body } = await metrics.text();
  expect(body.split("\n").filter((line) => line.startsWith("requests_total"))).toEqual([
    'requests_total{method="GET",route="/a"} 3',
    'requests_total{method="POST",route="/b"} 1',
    'requests_total{method="POST",route="other"} 2',
  ]);
});

it("asks for the value of a gauge when it is collected", async () => {
  const metrics = createMetrics({ process: false });
  let open = 1;
  metrics.gauge({ name: "open", help: "Open.", labels: {} }).follow({}, () => open);
  expect((await metrics.text()).body).toContain("\nopen 1\n");
  open = 7;
  expect((await metrics.text()).body).toContain("\nopen 7\n");
});

it("keeps a histogram and the figures of the process", async () => {
  const metrics = createMetrics({ process: true });
  const seconds = metrics.histogram({ name: "took", help: "Took.", labels: {}, buckets: [0.1, 1] });
  seconds.observe(0.5, {});
  const { body, contentType } = await metrics.text();
  expect(body).toContain('took_bucket{le="1"} 1');
  expect(body).toContain("process_resident_memory_bytes");
  expect(contentType).toContain("text/plain");
});
