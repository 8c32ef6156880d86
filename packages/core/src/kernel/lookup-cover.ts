import type { Condition, FieldType, Term } from "../lang/index.ts";
import { canFail, leafCanFail, onlyMention } from "./condition-terms.ts";
import { bestGram } from "./gram.ts";
import { isTrueForAbsent, type LeafPlan, planLeaf } from "./leaf-table.ts";

/** "This field has one of these values, or a text with one of these grams, or any value at all." */
export interface LookupNeed {
  readonly name: string;
  readonly fieldType: FieldType;
  readonly texts: readonly string[];
  readonly grams: readonly number[];
  readonly isAnyValue: boolean;
}

/** Look-ups of which one at least succeeds whenever the condition holds or fails the query, and how much they let through. */
export interface Cover {
  readonly needs: readonly LookupNeed[];
  readonly cost: number;
}

/** What "the field has any value" lets through, measured in exact values. */
const anyValueCost = 300;

/**
 * The cheapest look-ups by which a condition is found; undefined where there are none and it must always be tried. Of an
 * `and` one operand is enough, an `or` needs all of its own. A condition that was reduced to false needs none at all.
 */
export function lookupCover(condition: Condition): Cover | undefined {
  switch (condition.kind) {
    case "Always":
      return condition.value ? undefined : { needs: [], cost: 0 };
    case "Leaf":
      return leafCover(condition.test);
    case "Not":
      return notCover(condition.operand);
    case "And": {
      let best: Cover | undefined;
      for (const operand of condition.operands) {
        const cover = lookupCover(operand);
        if (cover !== undefined && (best === undefined || cover.cost < best.cost)) best = cover;
        // Operands behind one that may fail the query cannot keep it from being asked.
        if (canFail(operand)) break;
      }
      return best;
    }
    case "Or": {
      const needs: LookupNeed[] = [];
      let cost = 0;
      for (const operand of condition.operands) {
        const cover = lookupCover(operand);
        if (cover === undefined) return undefined;
        needs.push(...cover.needs);
        cost += cover.cost;
      }
      return { needs, cost };
    }
  }
}

/**
 * What must not hold says nothing about where to look, unless it holds for absent fields: then the field must have a value,
 * as in `field != null`.
 */
function notCover(operand: Condition): Cover | undefined {
  if (operand.kind !== "Leaf") return undefined;
  const mention = onlyMention(operand.test);
  if (mention === undefined || leafCanFail(operand.test) || !isTrueForAbsent(operand.test)) return undefined;
  const { name, fieldType } = mention;
  return { needs: [{ name, fieldType, texts: [], grams: [], isAnyValue: true }], cost: anyValueCost };
}

// Buckets are made one after the other, their leaves stay the same objects.
const leafCovers = new WeakMap<Term, { readonly cover: Cover | undefined }>();

function leafCover(test: Term): Cover | undefined {
  let known = leafCovers.get(test);
  if (known === undefined) {
    known = { cover: findLeafCover(test) };
    leafCovers.set(test, known);
  }
  return known.cover;
}

function findLeafCover(test: Term): Cover | undefined {
  const mention = onlyMention(test);
  if (mention === undefined || leafCanFail(test) || isTrueForAbsent(test)) return undefined;
  const { name, fieldType } = mention;
  const anyValue: Cover = {
    needs: [{ name, fieldType, texts: [], grams: [], isAnyValue: true }],
    cost: anyValueCost,
  };
  const { plan, isNegated } = planLeaf(test);
  if (isNegated) return anyValue;
  switch (plan.kind) {
    case "text":
      return textCover(plan, { name, fieldType }) ?? anyValue;
    case "number":
      if (test.kind !== "Compare" || test.operator !== "==") return anyValue;
      return {
        needs: [{ name, fieldType, texts: [String(plan.value)], grams: [], isAnyValue: false }],
        cost: 1,
      };
    case "boolean":
      return {
        needs: [{ name, fieldType, texts: [String(plan.value)], grams: [], isAnyValue: false }],
        cost: anyValueCost / 2,
      };
    case "absent":
    case "caller":
      return anyValue;
  }
}

function textCover(
  { texts, patterns }: Extract<LeafPlan, { kind: "text" }>,
  field: Pick<LookupNeed, "name" | "fieldType">,
): Cover | undefined {
  const grams: number[] = [];
  let cost = texts.length;
  for (const pattern of patterns) {
    const best = bestGramOf(pattern);
    if (best === undefined) return undefined;
    grams.push(best.gram);
    cost += best.cost;
  }
  return { needs: [{ ...field, texts, grams, isAnyValue: false }], cost };
}

function bestGramOf(pattern: string): ReturnType<typeof bestGram> {
  let best: ReturnType<typeof bestGram>;
  for (const literal of pattern.split(/[*?]/)) {
    const found = bestGram(literal);
    if (found !== undefined && (best === undefined || found.cost < best.cost)) best = found;
  }
  return best;
}
