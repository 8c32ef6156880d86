// @ts-check
import { report, round } from "../report.js";
import { layoutShift, openPage, seriousFindings } from "./open-browser.js";

/**
 * Each page in light and dark: until it is usable, what moves while it loads, and what axe finds.
 * @param {import("./main.js").UiBench} bench
 */
export async function reportPages({ browser, server, filled }) {
  const alert = `/alerts/${filled.alertId}`;
  const pages = {
    home: "/",
    alerts: "/alerts",
    "alert side panel": `/alerts?alert=${filled.alertId}`,
    alert,
    "alert, why": `${alert}?tab=why`,
    "alert, guide": `${alert}?tab=guide`,
    "alert, response": `${alert}?tab=response`,
    processes: `/processes?host=bench-tree-host&entity=${filled.root}`,
    rules: "/rules",
    explore: `/explore?q=${encodeURIComponent('process where process.name : "cmd.exe"')}`,
    coverage: "/coverage",
    settings: "/settings",
  };
  for (const scheme of /** @type {const} */ (["light", "dark"])) {
    const visitor = await browser.newVisitor({ scheme });
    await (await openPage(visitor, server.url, "#main h1")).page.close();
    for (const [name, path] of Object.entries(pages)) {
      const { page, usableMs } = await openPage(visitor, server.url + path, "#main h1, #main h2");
      const { sum, shifted } = await layoutShift(page);
      const found = await seriousFindings(page);
      report({
        figure: "page",
        page: name,
        scheme,
        usable_ms: Math.round(usableMs),
        layout_shift: round(sum),
        ...(sum > 0 ? { shifted: shifted.slice(0, 3) } : {}),
        serious_findings: found,
      });
      await page.close();
    }
    await visitor.close();
  }
}
