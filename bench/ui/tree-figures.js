// @ts-check
import { report, round } from "../report.js";
import { layoutShift, openPage } from "./open-browser.js";
import { frameFigures } from "./scroll-figures.js";

const moveMs = 5_000;

/**
 * A tree of thousands of processes: until it is there, while its table is scrolled, and while its graph is drawn about.
 * @param {import("./main.js").UiBench} bench
 */
export async function reportTree({ browser, server, filled }) {
  const visitor = await browser.newVisitor({ width: 1440, height: 900 });
  const { page, usableMs } = await openPage(
    visitor,
    `${server.url}/processes?host=bench-tree-host&entity=${filled.root}`,
    "#main .react-flow__node",
  );
  const shift = (await layoutShift(page)).sum;
  report({
    figure: "process tree",
    processes: filled.processes,
    usable_ms: Math.round(usableMs),
    layout_shift: round(shift),
  });

  const table = await page.evaluate(async (moveMs) => {
    const element = document.querySelector("#main [role=tree]");
    if (element === null) throw new Error("there is no table");
    return await globalThis.benchWatch.frames(moveMs, () => {
      element.scrollTop += 300;
    });
  }, moveMs);
  report({ figure: "scrolling the table of processes", processes: filled.processes, ...frameFigures(table) });

  for (const zoom of ["as it opens", "zoomed out"]) {
    if (zoom === "zoomed out") {
      for (let click = 0; click < 6; click += 1) await page.locator(".react-flow__controls-zoomout").click();
    }
    const box = await page.locator(".react-flow__pane").boundingBox();
    if (box === null) throw new Error("there is no graph");
    const frames = page.evaluate((ms) => globalThis.benchWatch.frames(ms, () => {}), moveMs);
    let isOver = false;
    void frames.then(() => {
      isOver = true;
    });
    while (!isOver) {
      await page.mouse.move(box.x + box.width / 2, box.y + box.height - 40);
      await page.mouse.down();
      await page.mouse.move(box.x + box.width / 2, box.y + 40, { steps: 40 });
      await page.mouse.up();
    }
    const nodes = await page.locator(".react-flow__node").count();
    report({
      figure: "moving the graph of processes",
      processes: filled.processes,
      zoom,
      nodes_in_view: nodes,
      ...frameFigures(await frames),
    });
  }
  await visitor.close();
}
