// @ts-check
import { median, report, round } from "../report.js";
import { layoutShift, openPage } from "./open-browser.js";

/**
 * The alert of the demo with its guide carried out: every panel has its answer. The first opening is that of a server that was
 * just started, and of a browser that was never here.
 * @param {import("./main.js").UiBench} bench
 */
export async function reportAlertPage({ browser, server, filled, arguments: { rounds } }) {
  const url = `${server.url}/alerts/${filled.alertId}?tab=guide`;
  const ready = "#main #panel-process-tree";
  const visitor = await browser.newVisitor();
  const first = await openPage(visitor, url, ready);
  const requests = await first.page.evaluate(
    () =>
      performance
        .getEntriesByType("resource")
        .filter(({ name }) => !new URL(name).pathname.startsWith("/_ui/")).length,
  );
  const panels = await first.page.locator("[id^=panel-]").count();
  const shift = (await layoutShift(first.page)).sum;
  await first.page.close();
  /** @type {number[]} */
  const times = [];
  for (let round = 0; round < rounds; round += 1) {
    const { page, usableMs } = await openPage(visitor, url, ready);
    times.push(usableMs);
    await page.close();
  }
  // From the list, where most come from: the scripts are there, and the page is changed without a reload.
  const { page } = await openPage(visitor, `${server.url}/`, "#main h1");
  const inPage = await page.evaluate(async (path) => {
    const began = performance.now();
    history.pushState({}, "", path);
    dispatchEvent(new PopStateEvent("popstate"));
    return (await globalThis.benchWatch.settled("#main #panel-process-tree")) - began;
  }, `/alerts/${filled.alertId}?tab=guide`);
  await visitor.close();
  report({
    figure: "alert page with all panels",
    events: filled.events,
    alerts: filled.alerts,
    panels,
    requests,
    first_ms: Math.round(first.usableMs),
    median_ms: Math.round(median(times)),
    slowest_ms: Math.round(Math.max(...times)),
    from_another_page_ms: Math.round(inPage),
    layout_shift: round(shift),
    server_rss_mb: server.memoryMb(),
  });
}
