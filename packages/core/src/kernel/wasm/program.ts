import {
  askCaller,
  isFalse,
  isTrue,
  isUnknown,
  opAnd,
  opFalse,
  opLeaf,
  opNot,
  opOr,
  opTrue,
} from "../memory-layout";
import { leafTruthOf } from "./leaf";

/**
 * The truth of a condition for the current event. Operands are asked in their order, so that a test that can fail the
 * query is asked for, or not, as the reference does.
 */
export function runProgram(at: usize): u32 {
  const head = load<u32>(at);
  switch (head & 0xff) {
    case opFalse:
      return isFalse;
    case opTrue:
      return isTrue;
    case opLeaf:
      return leafTruthOf(<usize>load<u32>(at, 4));
    case opAnd:
      return runOperands(at, head, isFalse, isTrue);
    case opOr:
      return runOperands(at, head, isTrue, isFalse);
    case opNot: {
      const truth = runProgram(at + 4);
      if (truth == isTrue) return isFalse;
      return truth == isFalse ? isTrue : truth;
    }
    default:
      return askCaller;
  }
}

/** `decisive`: the truth of one operand that decides the whole. */
function runOperands(at: usize, head: u32, decisive: u32, otherwise: u32): u32 {
  const end = at + <usize>((head >> 8) << 2);
  let result = otherwise;
  for (let operand = at + 4; operand < end; operand += <usize>((load<u32>(operand) >> 8) << 2)) {
    const truth = runProgram(operand);
    if (truth == decisive || truth == askCaller) return truth;
    if (truth == isUnknown) result = isUnknown;
  }
  return result;
}
