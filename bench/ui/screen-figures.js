// @ts-check
import { median, report, round } from "../report.js";
import { layoutShift, openPage } from "./open-browser.js";

/** @typedef {import("./main.js").UiBench} UiBench */

/**
 * The first screen of somebody who was never here, and of somebody who was; and what scripts it takes.
 * @param {UiBench} bench
 */
export async function reportScreen({ browser, server, arguments: { rounds } }) {
  for (const [name, path, ready] of /** @type {const} */ ([
    ["home", "/", "#main h1"],
    ["alerts", "/alerts", "#main [role=grid] [role=row][data-alert]"],
  ])) {
    /** @type {number[]} */
    const cold = [];
    /** @type {number[]} */
    const warm = [];
    let shift = 0;
    /** @type {{ scripts: number, bytes: number }} */
    let scripts = { scripts: 0, bytes: 0 };
    for (let round = 0; round < rounds; round += 1) {
      const visitor = await browser.newVisitor();
      const first = await openPage(visitor, server.url + path, ready);
      cold.push(first.usableMs);
      scripts = await scriptsOf(first.page);
      shift = Math.max(shift, (await layoutShift(first.page)).sum);
      await first.page.close();
      // Chromium keeps compiled code from the second visit on.
      for (let visit = 0; visit < 2; visit += 1)
        await (await openPage(visitor, server.url + path, ready)).page.close();
      warm.push((await openPage(visitor, server.url + path, ready)).usableMs);
      await visitor.close();
    }
    report({
      figure: "first screen",
      page: name,
      cold_ms: Math.round(median(cold)),
      cold_most_ms: Math.round(Math.max(...cold)),
      warm_ms: Math.round(median(warm)),
      warm_most_ms: Math.round(Math.max(...warm)),
      scripts: scripts.scripts,
      script_kb_gzip: round(scripts.bytes / 1e3),
      layout_shift: round(shift),
    });
  }
}

/**
 * Scripts that were loaded, in bytes as they went over the line.
 * @param {import("./open-browser.js").Page} page
 */
function scriptsOf(page) {
  return page.evaluate(() => {
    const loaded = /** @type {PerformanceResourceTiming[]} */ (
      performance.getEntriesByType("resource")
    ).filter(({ name }) => new URL(name).pathname.endsWith(".js"));
    return {
      scripts: loaded.length,
      bytes: loaded.reduce((sum, { encodedBodySize }) => sum + encodedBodySize, 0),
    };
  });
}
