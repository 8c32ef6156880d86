import { type GuidePart, guideSteps } from "./guide-parts.ts";

/**
 * A guide in another language. What is found at a step is kept by its place, and what answers it is chosen by the words of
 * its author: that holds only where both have the same steps with the same blocks. Otherwise the original is shown.
 */
export function translatedGuide(
  original: readonly GuidePart[],
  translated: readonly GuidePart[],
): readonly GuidePart[] {
  const steps = guideSteps(original);
  const others = guideSteps(translated);
  const isSame =
    steps.length === others.length &&
    steps.every((step, at) => {
      const other = others[at];
      return (
        other !== undefined &&
        step.section === other.section &&
        step.blocks.map(({ kind }) => kind).join() === other.blocks.map(({ kind }) => kind).join()
      );
    });
  return isSame ? translated : original;
}
