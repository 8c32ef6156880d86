import type { OutputStream } from "./terminal.ts";

/** A bar on standard error for work that takes long; silent where nobody watches. */
export interface Progress {
  update(done: number, total: number): void;
  /** Wipes the bar; what is written next starts on a clean line. */
  clear(): void;
}

const barWidth = 30;
const intervalMs = 100;

export function createProgress(stream: OutputStream, label: string, nowMs: () => number): Progress {
  if (!stream.isTerminal) return { update: () => {}, clear: () => {} };
  let drawnAtMs = nowMs();
  let isDrawn = false;
  return {
    update(done, total) {
      const now = nowMs();
      // Nothing is drawn for work that is over before a person would look.
      if (now - drawnAtMs < intervalMs) return;
      drawnAtMs = now;
      isDrawn = true;
      const share = total === 0 ? 0 : Math.min(1, done / total);
      const filled = Math.round(share * barWidth);
      const bar = "█".repeat(filled) + "░".repeat(barWidth - filled);
      stream.write(
        `\r${label} ${bar} ${String(Math.floor(share * 100)).padStart(3)}% of ${(total / 1e6).toFixed(1)} MB`,
      );
    },
    clear() {
      if (isDrawn) stream.write("\r\u001b[K");
      isDrawn = false;
    },
  };
}
