import { type CharSet, digits } from "./char-set.ts";
import type { IntervalNode, RegexNode } from "./regex-syntax.ts";

/** A range of numbers written out with the other operators: `<8-31>` as `0*([8-9]|[1-2][0-9]|3[0-1])`. */
export function expandInterval(interval: IntervalNode): RegexNode {
  const { min, max, width, offset } = interval;
  if (width !== undefined)
    return between(String(min).padStart(width, "0"), String(max).padStart(width, "0"), offset);

  const items: RegexNode[] = [];
  const minDigits = String(min).length;
  const maxDigits = String(max).length;
  for (let length = minDigits; length <= maxDigits; length += 1) {
    const first = length === minDigits ? String(min) : `1${"0".repeat(length - 1)}`;
    const last = length === maxDigits ? String(max) : "9".repeat(length);
    items.push(between(first, last, offset));
  }
  const zeros: RegexNode = {
    kind: "Repeat",
    item: { kind: "Text", text: "0", offset },
    min: 0,
    max: Infinity,
    offset,
  };
  return { kind: "Concat", items: [zeros, { kind: "Union", items, offset }], offset };
}

/** The numbers from `first` to `last`, which have the same number of digits. */
function between(first: string, last: string, offset: number): RegexNode {
  if (first === last) return { kind: "Text", text: first, offset };
  const rest = first.length - 1;
  const zeros = "0".repeat(rest);
  const nines = "9".repeat(rest);
  const firstDigit = first.charCodeAt(0);
  const lastDigit = last.charCodeAt(0);
  if (firstDigit === lastDigit) {
    return concat(
      [{ kind: "Text", text: first.charAt(0), offset }, between(first.slice(1), last.slice(1), offset)],
      offset,
    );
  }

  const items: RegexNode[] = [];
  const isWholeFirst = first.slice(1) === zeros;
  const isWholeLast = last.slice(1) === nines;
  if (!isWholeFirst) items.push(between(first, first.charAt(0) + nines, offset));
  const wholeFrom = isWholeFirst ? firstDigit : firstDigit + 1;
  const wholeTo = isWholeLast ? lastDigit + 1 : lastDigit;
  if (wholeFrom < wholeTo) {
    items.push(
      concat([digitNode([{ from: wholeFrom, to: wholeTo }], offset), anyDigits(rest, offset)], offset),
    );
  }
  if (!isWholeLast) items.push(between(last.charAt(0) + zeros, last, offset));
  return { kind: "Union", items, offset };
}

function concat(items: readonly RegexNode[], offset: number): RegexNode {
  return { kind: "Concat", items, offset };
}

function digitNode(set: CharSet, offset: number): RegexNode {
  return { kind: "Chars", set, negated: false, offset };
}

function anyDigits(count: number, offset: number): RegexNode {
  return { kind: "Repeat", item: digitNode(digits, offset), min: count, max: count, offset };
}
