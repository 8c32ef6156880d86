// @ts-check
import { report, round } from "../report.js";
import { layoutShift, openPage } from "./open-browser.js";

/** How long each movement goes on. */
const moveMs = 5_000;
const scroller = "#main [role=grid]";

/**
 * The table of all alerts while it is scrolled: some rows a frame, a screen a frame, and from end to end.
 * @param {import("./main.js").UiBench} bench
 */
export async function reportScrolling({ browser, server, filled }) {
  const visitor = await browser.newVisitor({ width: 1440, height: 900 });
  const { page } = await openPage(visitor, `${server.url}/alerts`, `${scroller} [role=row][data-alert]`);
  for (const [name, pixels] of /** @type {const} */ ([
    ["3 rows a frame", 100],
    ["a screen a frame", 700],
    ["a thousandth of all a frame", undefined],
  ])) {
    const { lengths, rows, loaded } = await page.evaluate(
      async ({ selector, pixels, moveMs }) => {
        const element = document.querySelector(selector);
        if (element === null) throw new Error("there is no table");
        element.scrollTop = 0;
        const step = pixels ?? element.scrollHeight / 1_000;
        let rows = 0;
        let loaded = 0;
        const lengths = await globalThis.benchWatch.frames(moveMs, () => {
          element.scrollTop += step;
          rows += element.querySelectorAll("[role=row][aria-rowindex]").length;
          loaded += element.querySelectorAll("[role=row][data-alert]").length;
        });
        return { lengths, rows, loaded };
      },
      { selector: scroller, pixels, moveMs },
    );
    report({
      figure: "scrolling alerts",
      alerts: filled.alerts,
      by: name,
      ...frameFigures(lengths),
      rows_with_content: round(loaded / rows),
    });
  }
  report({ figure: "layout shift while scrolling", layout_shift: round((await layoutShift(page)).sum) });
  await visitor.close();
}

/** @param {readonly number[]} lengths of frames, in milliseconds */
export function frameFigures(lengths) {
  const sorted = lengths.toSorted((one, other) => one - other);
  const sum = lengths.reduce((total, length) => total + length, 0);
  return {
    frames_per_second: round((lengths.length / sum) * 1e3),
    frame_p95_ms: round(sorted[Math.floor(sorted.length * 0.95)] ?? 0),
    longest_frame_ms: round(sorted.at(-1) ?? 0),
  };
}
