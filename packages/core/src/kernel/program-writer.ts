import type { Condition } from "../lang/index.ts";
import { canFail, someLeaf } from "./condition-terms.ts";
import type { KernelMemory } from "./kernel-memory.ts";
import { type LeafTable, planLeaf } from "./leaf-table.ts";
import { opAnd, opFalse, opLeaf, opNot, opOr, opTrue } from "./memory-layout.ts";

/** Writes a condition as a program of the module; its address. */
export function writeProgram(memory: KernelMemory, leaves: LeafTable, condition: Condition): number {
  const words: number[] = [];
  addWords(words, leaves, condition);
  return memory.putWords(words);
}

/** Each operation begins with its code and, from bit 8, how many words it takes. */
function addWords(words: number[], leaves: LeafTable, condition: Condition): void {
  const start = words.length;
  const close = (operation: number): void => {
    words[start] = operation | ((words.length - start) << 8);
  };
  words.push(0);
  switch (condition.kind) {
    case "Always":
      close(condition.value ? opTrue : opFalse);
      break;
    case "Leaf":
      words.push(leaves.addressOf(condition.test));
      close(opLeaf);
      break;
    case "Not":
      addWords(words, leaves, condition.operand);
      close(opNot);
      break;
    case "And":
    case "Or":
      for (const operand of cheapestFirst(condition.operands)) addWords(words, leaves, operand);
      close(condition.kind === "And" ? opAnd : opOr);
      break;
  }
}

/**
 * Operands that the module tests itself stand before those it asks its caller for. Only where one may fail the query does
 * their order matter.
 */
function cheapestFirst(operands: readonly Condition[]): readonly Condition[] {
  if (operands.some(canFail)) return operands;
  const own = operands.filter((operand) => !asksCaller(operand));
  return own.length === operands.length ? operands : [...own, ...operands.filter(asksCaller)];
}

function asksCaller(condition: Condition): boolean {
  return someLeaf(condition, (test) => planLeaf(test).plan.kind === "caller");
}
