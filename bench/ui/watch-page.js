// @ts-check
/**
 * Runs in each page before its own scripts, and tells when a page is usable: what it is for is there, nothing stands in for what
 * is still to come, and nothing is asked of the server. It calls nothing of this module: it is given to the browser as text.
 */
export function watchPage() {
  /** A page is usable when it stays so for this time. */
  const stillMs = 400;
  const waits = ".mantine-Skeleton-root, .mantine-Loader-root, [aria-busy='true']";
  let asking = 0;
  let shift = 0;
  /** @type {string[]} */
  const shifted = [];
  const ask = globalThis.fetch;
  globalThis.fetch = async (...request) => {
    asking += 1;
    try {
      return await ask(...request);
    } finally {
      asking -= 1;
    }
  };
  new PerformanceObserver((list) => {
    for (const entry of /** @type {any[]} */ (list.getEntries())) {
      if (entry.hadRecentInput) continue;
      shift += entry.value;
      for (const { node } of entry.sources) {
        if (shifted.length < 20)
          shifted.push(`${entry.value.toFixed(4)} ${node?.outerHTML?.slice(0, 160) ?? "?"}`);
      }
    }
  }).observe({ type: "layout-shift", buffered: true });

  /** @param {string} ready @returns {Promise<number>} milliseconds since the page was asked for */
  const settled = (ready) =>
    new Promise((resolve) => {
      /** @type {number | undefined} */
      let since;
      const look = () => {
        const now = performance.now();
        const isUsable =
          asking === 0 && document.querySelector(ready) !== null && document.querySelector(waits) === null;
        if (!isUsable) since = undefined;
        else since ??= now;
        if (since !== undefined && now - since >= stillMs) resolve(since);
        else requestAnimationFrame(look);
      };
      look();
    });

  /**
   * Moves something each frame for some time.
   * @param {number} ms
   * @param {(frame: number) => void} move
   * @returns {Promise<number[]>} how long each frame took, in milliseconds
   */
  const frames = (ms, move) =>
    new Promise((resolve) => {
      /** @type {number[]} */
      const lengths = [];
      let began = 0;
      let last = 0;
      const next = (/** @type {number} */ now) => {
        if (began === 0) began = now;
        else lengths.push(now - last);
        last = now;
        if (now - began >= ms) {
          resolve(lengths);
          return;
        }
        move(lengths.length);
        requestAnimationFrame(next);
      };
      requestAnimationFrame(next);
    });

  globalThis.benchWatch = { settled, frames, shift: () => ({ sum: shift, shifted }) };
}
