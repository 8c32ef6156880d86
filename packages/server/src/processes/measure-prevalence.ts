import type { JsonObject } from "@eqlite/core/events";
import { type FieldCatalogue, parseIp, valueText } from "@eqlite/core/lang";
import { createHitPlan, type PlannedHit } from "../search/hit-plan.ts";
import { createBlockJudge } from "../search/judge-blocks.ts";
import { readQueryDsl } from "../search/query-dsl/compile-query-dsl.ts";
import { noNeeds } from "../search/query-dsl/query-needs.ts";
import { resolveField } from "../search/query-dsl/search-field.ts";
import type { SearchContext } from "../search/search-documents.ts";
import type { SearchBlock, SearchSource } from "../search/search-source.ts";
import { createSearchPace } from "../search/search-turns.ts";
import { timeFilter } from "./process-filters.ts";
import { processLimits as limits } from "./process-limits.ts";

export interface PrevalenceRequest {
  /** Fields that the store keeps filters of, with the values that are asked for. */
  readonly values: readonly AskedValue[];
  readonly fromMs: number;
  readonly toMs: number;
}

interface AskedValue {
  readonly field: string;
  readonly value: string;
}

/** How common a value is. */
export interface Prevalence extends AskedValue {
  /** Hosts on which it was seen, and the names of some of them. */
  readonly hosts: number;
  readonly hostNames: readonly string[];
  readonly events: number;
  readonly firstMs: number | undefined;
  readonly lastMs: number | undefined;
  /** There may be more hosts and events: the value is common, and not all of them were looked at. */
  readonly isAtLeast: boolean;
}

/** What was seen of a value so far. */
interface Tally {
  readonly asked: AskedValue;
  readonly hostIds: Set<string>;
  readonly hostNames: Set<string>;
  /** All blocks that may hold it are among those that are looked at. */
  isWhole: boolean;
  /** A block that may hold it was left out, as it is common enough already. */
  isCut: boolean;
  events: number;
  firstMs: number;
  lastMs: number;
}

interface PickedBlock {
  readonly block: SearchBlock;
  readonly tallies: Tally[];
}

/**
 * Finds out on how many hosts values were seen, and since when. What is rare is counted exactly, as filters lead to its few
 * blocks. Of what is common the newest blocks are looked at, up to bounds in hosts and blocks, and the oldest for the time it was
 * first seen. So the work for a value does not grow with what is stored.
 */
export async function measurePrevalence(
  { values, fromMs, toMs }: PrevalenceRequest,
  source: SearchSource,
  context: SearchContext & { readonly deadlineMs: number },
): Promise<{ readonly values: readonly Prevalence[]; readonly isPartial: boolean }> {
  const tallies = new Map(values.map((asked) => [keyOf(asked.field, asked.value), newTally(asked)]));
  const blocksOf = ({ field, value }: AskedValue, order: "newest-first" | "oldest-first") =>
    source.blocks({
      index: () => true,
      needs: { ...noNeeds, times: { fromMs, toMs }, values: [[{ field, texts: [value] }]] },
      order,
    });
  const newest = new Map<number, PickedBlock>();
  const oldest = new Map<number, PickedBlock>();
  const pace = createSearchPace(context.monotonicMs, context.deadlineMs, context.signal);
  let isPartial = false;
  for (const tally of tallies.values()) {
    if (!(await pace.goOn())) {
      isPartial = true;
      break;
    }
    tally.isWhole = await pick(
      blocksOf(tally.asked, "newest-first"),
      limits.maxPrevalenceBlocks,
      tally,
      newest,
    );
    if (!tally.isWhole)
      await pick(blocksOf(tally.asked, "oldest-first"), limits.maxFirstSeenBlocks, tally, oldest);
  }

  const { judge, readers: planned } = prepareJudge({ values, fromMs, toMs }, source, context.nowMs, tallies);
  /** Looks at blocks in their order; only those that some tally still wants. */
  const look = async (picked: readonly PickedBlock[], isWanted: (tally: Tally) => boolean): Promise<void> => {
    for (const { block, tallies: ofBlock } of picked) {
      if (!ofBlock.some(isWanted)) {
        for (const tally of ofBlock) tally.isCut = true;
        continue;
      }
      if (isPartial || !(await pace.goOn())) {
        isPartial = true;
        return;
      }
      const content = await block.read();
      if (content === undefined) continue;
      judge.judge(block, content, (hit) => {
        planned(hit);
        return true;
      });
    }
  };
  let cut: ReadonlySet<Tally> = new Set();
  try {
    await look(
      [...newest.values()].sort((a, b) => b.block.position - a.block.position),
      ({ hostIds, hostNames }) => Math.max(hostIds.size, hostNames.size) < limits.commonHosts,
    );
    const seen = new Set(newest.keys());
    cut = new Set([...tallies.values()].filter(({ isWhole, isCut }) => !isWhole || isCut));
    const firstSeen = new Map([...cut].map((tally) => [tally, tally.firstMs]));
    await look(
      [...oldest.values()]
        .filter(({ block }) => !seen.has(block.position))
        .sort((a, b) => a.block.position - b.block.position),
      (tally) => tally.firstMs === firstSeen.get(tally),
    );
  } finally {
    judge.end();
  }
  return {
    isPartial,
    values: values.map((asked) => {
      const tally = tallies.get(keyOf(asked.field, asked.value)) ?? newTally(asked);
      return {
        field: asked.field,
        value: asked.value,
        hosts: Math.max(tally.hostIds.size, tally.hostNames.size),
        hostNames: [...tally.hostNames].slice(0, limits.maxNamedHosts),
        events: tally.events,
        firstMs: Number.isFinite(tally.firstMs) ? tally.firstMs : undefined,
        lastMs: Number.isFinite(tally.lastMs) ? tally.lastMs : undefined,
        isAtLeast: cut.has(tally),
      };
    }),
  };
}

function newTally(asked: AskedValue): Tally {
  return {
    asked,
    hostIds: new Set(),
    hostNames: new Set(),
    isWhole: false,
    isCut: false,
    events: 0,
    firstMs: Number.POSITIVE_INFINITY,
    lastMs: Number.NEGATIVE_INFINITY,
  };
}

/** Notes the first blocks for a value; whether these are all. */
async function pick(
  blocks: Iterable<SearchBlock> | AsyncIterable<SearchBlock>,
  most: number,
  tally: Tally,
  into: Map<number, PickedBlock>,
): Promise<boolean> {
  let count = 0;
  for await (const block of blocks) {
    count += 1;
    if (count > most) return false;
    const known = into.get(block.position);
    if (known === undefined) into.set(block.position, { block, tallies: [tally] });
    else known.tallies.push(tally);
  }
  return true;
}

/** Judges events for all values at once, and counts those that have one. */
function prepareJudge(
  { values, fromMs, toMs }: PrevalenceRequest,
  source: SearchSource,
  nowMs: number,
  tallies: ReadonlyMap<string, Tally>,
) {
  const { catalogue } = source;
  const plan = createHitPlan(nowMs);
  const [hostId, hostName, time] = ["host.id", "host.name", "@timestamp"].map(plan.values) as [
    number,
    number,
    number,
  ];
  const fields = [...new Set(values.map(({ field }) => field))].map((field) => {
    const ofField = [...tallies.values()].filter(({ asked }) => asked.field === field);
    return {
      field,
      slot: plan.values(field),
      texts: ofField.map(({ asked }) => asked.value),
      byText: new Map(ofField.map((tally) => [comparedText(tally.asked, catalogue), tally])),
    };
  });
  const count = (hit: PlannedHit): void => {
    for (const { slot, byText } of fields) {
      // An event with a value twice is one event.
      for (const text of new Set(hit.values(slot).map(valueText))) {
        const tally = byText.get(text ?? "");
        if (tally !== undefined) add(tally, hit);
      }
    }
  };
  const add = (tally: Tally, hit: PlannedHit): void => {
    tally.events += 1;
    const [id] = hit.values(hostId);
    const [name] = hit.values(hostName);
    if (typeof id === "string" && tally.hostIds.size < limits.maxCountedHosts) tally.hostIds.add(id);
    if (typeof name === "string" && tally.hostNames.size < limits.maxCountedHosts) tally.hostNames.add(name);
    for (const at of hit.values(time)) {
      if (typeof at !== "object" || at.kind !== "date") continue;
      tally.firstMs = Math.min(tally.firstMs, at.ms);
      tally.lastMs = Math.max(tally.lastMs, at.ms);
    }
  };
  const query = readQueryDsl(
    {
      bool: {
        filter: [timeFilter({ fromMs, toMs })],
        should: fields.map(({ field, texts }): JsonObject => ({ terms: { [field]: texts } })),
        minimum_should_match: 1,
      },
    },
    { catalogue, nowMs },
  );
  return createBlockJudge(query, (kernelFields) => {
    const planned = plan.compile(kernelFields, catalogue, 0);
    return (hit: Parameters<typeof planned>[0]) => count(planned(hit));
  });
}

/** A value that is asked for, as values of events in its field are written: addresses have several spellings. */
function comparedText({ field, value }: AskedValue, catalogue: FieldCatalogue): string {
  const { type, foldsCase } = resolveField(field, catalogue);
  const address = type === "ip" ? parseIp(value) : undefined;
  if (address !== undefined) return valueText({ kind: "ip", address }) ?? value;
  return foldsCase ? value.toLowerCase() : value;
}

function keyOf(field: string, value: string): string {
  return `${field}\n${value}`;
}
