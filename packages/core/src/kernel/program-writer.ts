import type { Condition } from "../lang/index.ts";
import type { KernelMemory } from "./kernel-memory.ts";
import type { LeafTable } from "./leaf-table.ts";
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
      for (const operand of condition.operands) addWords(words, leaves, operand);
      close(condition.kind === "And" ? opAnd : opOr);
      break;
  }
}
