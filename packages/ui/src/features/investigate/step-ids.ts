import type { GuideStep } from "./guide-parts.ts";

/** Under which the server keeps the answer to an osquery block. */
export function osqueryStepId(step: Pick<GuideStep, "id">, blockAt: number): string {
  return `${step.id}-osquery-${blockAt + 1}`;
}
