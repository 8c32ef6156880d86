import type { FieldType } from "../lang/index.ts";
import { type Condition, hasWildcard, type Term, type Value } from "../lang/index.ts";

/** "This field has one of these values": looked up by value, so that conditions are found and not tried. */
export interface Access {
  readonly name: string;
  readonly fieldType: FieldType;
  readonly keys: readonly string[];
}

/**
 * Accesses of which at least one holds whenever the condition does; undefined where there are none. A condition whose
 * accesses all fail need not be evaluated. Of an `and` the cheapest operand is enough, an `or` needs all of its own.
 */
export function accessCover(condition: Condition): readonly Access[] | undefined {
  switch (condition.kind) {
    case "Always":
      return condition.value ? undefined : [];
    case "Leaf":
      return leafCover(condition.test);
    case "Not":
      // What must not hold says nothing about where to look.
      return undefined;
    case "And": {
      const covers = condition.operands.map(accessCover).filter((cover) => cover !== undefined);
      return covers.reduce<readonly Access[] | undefined>(
        (best, cover) => (best === undefined || costOf(cover) < costOf(best) ? cover : best),
        undefined,
      );
    }
    case "Or": {
      const covers = condition.operands.map(accessCover);
      return covers.includes(undefined) ? undefined : covers.flatMap((cover) => cover ?? []);
    }
  }
}

function costOf(cover: readonly Access[]): number {
  return cover.reduce((sum, access) => sum + access.keys.length, 0);
}

/** The key under which a value is looked up. Equal values have equal keys; letter case is folded, as `:` needs it. */
export function accessKey(value: Value): string | undefined {
  switch (typeof value) {
    case "string":
      return `s${value.toLowerCase()}`;
    case "bigint":
      return `n${value}`;
    case "number":
      return Number.isInteger(value) ? `n${BigInt(value)}` : `n${value}`;
    default:
      return undefined;
  }
}

function leafCover(test: Term): readonly Access[] | undefined {
  switch (test.kind) {
    case "Compare":
      return test.operator === "==" && test.right.kind === "Constant"
        ? exact(test.left, [test.right.value])
        : undefined;
    case "OneOf":
      return exact(test.operand, test.values);
    case "Wildcard":
      return test.patterns.some(hasWildcard) ? undefined : exact(test.operand, test.patterns);
    default:
      return undefined;
  }
}

function exact(operand: Term, values: readonly Value[]): readonly Access[] | undefined {
  if (operand.kind !== "FieldValue") return undefined;
  const keys = values.map(accessKey);
  if (keys.includes(undefined)) return undefined;
  const { name, fieldType } = operand;
  return [{ name, fieldType, keys: [...new Set(keys.filter((key) => key !== undefined))] }];
}
