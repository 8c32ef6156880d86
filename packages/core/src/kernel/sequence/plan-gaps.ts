/**
 * Where the ordinary stages and the missing events of a sequence stand. A gap is the place in front of an ordinary
 * stage, or behind the last: gap 0 comes before the first event, gap n behind the last of n. All missing events of one
 * gap forbid the same (specification 6.6), so they are watched as one.
 */
export interface GapPlan {
  readonly ordinaryCount: number;
  /** For each stage its place among the ordinary ones; -1 for a missing event. */
  readonly placeOfStage: Int16Array;
  /** For each stage the gap it stands in; -1 for an ordinary stage. */
  readonly gapOfStage: Int16Array;
  /** For each gap, the last one included, whether an event must be missing there. */
  readonly isWatched: readonly boolean[];
}

export function planGaps(missing: readonly boolean[]): GapPlan {
  const placeOfStage = new Int16Array(missing.length);
  const gapOfStage = new Int16Array(missing.length);
  let ordinaryCount = 0;
  for (const [stage, isMissing] of missing.entries()) {
    placeOfStage[stage] = isMissing ? -1 : ordinaryCount;
    gapOfStage[stage] = isMissing ? ordinaryCount : -1;
    if (!isMissing) ordinaryCount += 1;
  }
  const watched = new Set(gapOfStage);
  const isWatched = Array.from({ length: ordinaryCount + 1 }, (_, gap) => watched.has(gap));
  return { ordinaryCount, placeOfStage, gapOfStage, isWatched };
}
