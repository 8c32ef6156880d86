import { type Condition, checkQuery } from "../../lang/index.ts";
import { queryCondition } from "../query-condition.ts";
import { type Findings, type Judge, judgeByReference } from "./judges.test-support.ts";
import { createRandom, type Random } from "./random.test-support.ts";
import { randomQuery } from "./random-condition.test-support.ts";
import { randomBlock } from "./random-document-text.test-support.ts";
import { catalogue } from "./vocabulary.test-support.ts";

export interface FuzzOptions {
  /** The first round has this seed, the next one the seed after it. */
  readonly seed: number;
  /** How many pairs of a condition and an event to compare; a round that has begun is finished. */
  readonly pairs: number;
  /** What is compared with the reference path. */
  readonly judge: Judge;
  /** Called after each round; a long run can let others do something here. */
  readonly onProgress?: (counts: FuzzCounts) => void | Promise<void>;
}

export interface FuzzCounts {
  readonly rounds: number;
  readonly pairs: number;
  /** Pairs in which the condition holds, and in which it fails the query. */
  readonly holding: number;
  readonly failing: number;
  /** Lines that are no event. */
  readonly problems: number;
}

export interface FuzzReport extends FuzzCounts {
  /** The first round in which the two did not agree; the run ends there. */
  readonly disagreement: Disagreement | undefined;
}

export interface Disagreement {
  /** `seed` of a run that begins with it. */
  readonly seed: number;
  /** The fewest conditions and lines found that still do not agree. */
  readonly queries: readonly string[];
  /** As a text of JavaScript: each byte beyond ASCII is one character. */
  readonly block: string;
  readonly expected: Findings;
  readonly got: Findings;
}

interface Round {
  readonly queries: readonly Query[];
  readonly block: Uint8Array;
}

interface Query {
  readonly text: string;
  readonly condition: Condition;
}

/** Compares a way to judge lines with the reference path, on random conditions and random lines. */
export async function fuzzPairs({ seed, pairs, judge, onProgress }: FuzzOptions): Promise<FuzzReport> {
  let counts: FuzzCounts = { rounds: 0, pairs: 0, holding: 0, failing: 0, problems: 0 };
  while (counts.pairs < pairs) {
    const roundSeed = seed + counts.rounds;
    const round = randomRound(createRandom(Math.imul(roundSeed, 0x9e3779b1)));
    const expected = judgeRound(judgeByReference, round);
    counts = addCounts(counts, round, expected);
    if (!isSame(expected, judgeRound(judge, round))) {
      return { ...counts, disagreement: describeDisagreement(roundSeed, smallest(round, judge), judge) };
    }
    await onProgress?.(counts);
  }
  return { ...counts, disagreement: undefined };
}

function randomRound(random: Random): Round {
  const queries: Query[] = [];
  for (let wanted = 1 + random.int(60); queries.length < wanted; ) {
    const text = randomQuery(random);
    const checked = checkQuery(text, catalogue);
    if (checked.ok) queries.push({ text, condition: queryCondition(checked.value) });
  }
  return { queries, block: randomBlock(random, { lines: 1 + random.int(60), damagedShare: 0.15 }) };
}

function judgeRound(judge: Judge, { queries, block }: Round): Findings {
  return judge(
    queries.map(({ condition }) => condition),
    block,
  );
}

function addCounts(before: FuzzCounts, { queries }: Round, { events, problems }: Findings): FuzzCounts {
  const verdicts = events.map((event) => event.verdicts).join("");
  const count = (verdict: string): number => verdicts.split(verdict).length - 1;
  return {
    rounds: before.rounds + 1,
    pairs: before.pairs + queries.length * events.length,
    holding: before.holding + count("1"),
    failing: before.failing + count("!"),
    problems: before.problems + problems.length,
  };
}

function isSame(expected: Findings, got: Findings): boolean {
  return JSON.stringify(expected) === JSON.stringify(got);
}

/** Leaves out conditions and then lines, one at a time, as long as the two still do not agree. */
function smallest(round: Round, judge: Judge): Round {
  const disagrees = (smaller: Round): boolean =>
    !isSame(judgeRound(judgeByReference, smaller), judgeRound(judge, smaller));
  const queries = leaveOut(round.queries, (left) => disagrees({ ...round, queries: left }));
  const lines = leaveOut(splitLines(round.block), (left) => disagrees({ queries, block: joinLines(left) }));
  return { queries, block: joinLines(lines) };
}

/** What remains of a list when each item that is not needed for `isEnough` is gone. */
function leaveOut<T>(items: readonly T[], isEnough: (left: readonly T[]) => boolean): readonly T[] {
  let left = items;
  for (const item of items) {
    const without = left.filter((other) => other !== item);
    if (isEnough(without)) left = without;
  }
  return left;
}

/** Lines with their line feeds. */
function splitLines(block: Uint8Array): readonly Uint8Array[] {
  const lines: Uint8Array[] = [];
  for (let from = 0; from < block.length; ) {
    const end = block.indexOf(0x0a, from);
    const to = end === -1 ? block.length : end + 1;
    lines.push(block.subarray(from, to));
    from = to;
  }
  return lines;
}

function joinLines(lines: readonly Uint8Array[]): Uint8Array {
  return Uint8Array.from(lines.flatMap((line) => [...line]));
}

function describeDisagreement(seed: number, round: Round, judge: Judge): Disagreement {
  return {
    seed,
    queries: round.queries.map(({ text }) => text),
    block: Array.from(round.block, (byte) => String.fromCharCode(byte)).join(""),
    expected: judgeRound(judgeByReference, round),
    got: judgeRound(judge, round),
  };
}
