import { useEffect, useState } from "react";

/** Time after which it is later even where the browser is never idle. */
const atMostMs = 3_000;

/** False at first, and true once the page has nothing more urgent to do. */
export function useLater(): boolean {
  const [isLater, setLater] = useState(false);
  useEffect(() => {
    const set = (): void => setLater(true);
    // Not all browsers tell when they are idle.
    if (typeof requestIdleCallback === "undefined") {
      const timer = setTimeout(set, atMostMs);
      return () => clearTimeout(timer);
    }
    const request = requestIdleCallback(set, { timeout: atMostMs });
    return () => cancelIdleCallback(request);
  }, []);
  return isLater;
}
