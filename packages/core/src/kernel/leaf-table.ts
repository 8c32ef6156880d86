import { compileTerm, type FieldType, foldAscii, hasWildcard, queryType, type Term } from "../lang/index.ts";
import { leafCanFail, onlyMention } from "./condition-terms.ts";
import type { KernelMemory } from "./kernel-memory.ts";
import {
  anyCharacter,
  isFalse,
  isTrue,
  leafAbsent,
  leafAlwaysForCaller,
  leafBytes,
  leafData,
  leafEpoch,
  leafField,
  leafForCaller,
  leafIntegerEqual,
  leafIntegerGreater,
  leafIntegerGreaterOrEqual,
  leafIntegerLess,
  leafIntegerLessOrEqual,
  leafIsAbsent,
  leafIsFalse,
  leafIsTrue,
  leafKind,
  leafNegated,
  leafNumber,
  leafText,
  leafTextFolded,
  minTableTexts,
  patternHasPrefix,
  patternHasSuffix,
  patternIsWhole,
  textPlaceBytes,
  textTestBytes,
  valueIsBoolean,
  valueIsNumber,
  valueIsPlainInteger,
  valueIsString,
} from "./memory-layout.ts";

/** How a field's values are taken, as far as the module knows it: what its flags must be to be decided there. */
export type ValueClass = "text" | "number" | "boolean" | "other";

export function valueClassOf(fieldType: FieldType): ValueClass {
  switch (queryType(fieldType)) {
    case "string":
    // What cannot be queried as its type says is still a text to those who read it.
    case undefined:
      return "text";
    case "integer":
    case "double":
      return "number";
    case "boolean":
      return "boolean";
    default:
      return "other";
  }
}

/** The flags of values that certainly are values of a class. */
export function certainValues(valueClass: ValueClass): number {
  switch (valueClass) {
    case "text":
      return valueIsString | valueIsBoolean | valueIsNumber;
    case "number":
      return valueIsPlainInteger;
    case "boolean":
      return valueIsBoolean;
    case "other":
      return 0;
  }
}

/** The flags of values whose bytes are their text, in the form that other texts of the class are written in. */
export function comparableValues(valueClass: ValueClass): number {
  return valueClass === "text"
    ? valueIsString | valueIsBoolean | valueIsPlainInteger
    : certainValues(valueClass);
}

/** A test of one field's values as the module can run it. */
export type LeafPlan =
  | {
      readonly kind: "text";
      readonly folds: boolean;
      readonly texts: readonly string[];
      readonly patterns: readonly string[];
    }
  | { readonly kind: "number"; readonly test: number; readonly value: number }
  | { readonly kind: "boolean"; readonly value: boolean }
  | { readonly kind: "absent" }
  | { readonly kind: "caller" };

export interface PlannedLeaf {
  readonly plan: LeafPlan;
  /** The leaf is true where the plan's test is false. */
  readonly isNegated: boolean;
}

/** Half of a surrogate pair alone has no bytes in UTF-8 to compare with. */
const loneSurrogate = /\p{Surrogate}/u;

const callerPlan: PlannedLeaf = { plan: { kind: "caller" }, isNegated: false };

const plans = new WeakMap<Term, PlannedLeaf>();

/** What the module can make of a test of one field. */
export function planLeaf(test: Term): PlannedLeaf {
  let known = plans.get(test);
  if (known === undefined) {
    known = makePlan(test);
    plans.set(test, known);
  }
  return known;
}

function makePlan(test: Term): PlannedLeaf {
  switch (test.kind) {
    case "Negation": {
      const { plan, isNegated } = planLeaf(test.operand);
      return { plan, isNegated: !isNegated };
    }
    case "FieldValue":
      return valueClassOf(test.fieldType) === "boolean"
        ? { plan: { kind: "boolean", value: true }, isNegated: false }
        : callerPlan;
    case "IsNull":
      return test.operand.kind === "FieldValue" ? { plan: { kind: "absent" }, isNegated: false } : callerPlan;
    case "Compare":
      return planComparison(test);
    case "OneOf":
      return planTexts(test.operand, test.values, test.fold, () => false);
    case "Wildcard":
      return planTexts(test.operand, test.patterns, test.fold, hasWildcard);
    default:
      return callerPlan;
  }
}

const numberTests = {
  "==": leafIntegerEqual,
  "!=": leafIntegerEqual,
  "<": leafIntegerLess,
  "<=": leafIntegerLessOrEqual,
  ">": leafIntegerGreater,
  ">=": leafIntegerGreaterOrEqual,
} as const;

function planComparison({ left, right, operator }: Extract<Term, { kind: "Compare" }>): PlannedLeaf {
  if (left.kind !== "FieldValue" || right.kind !== "Constant") return callerPlan;
  const isNegated = operator === "!=";
  const isEquality = operator === "==" || isNegated;
  const { value } = right;
  switch (valueClassOf(left.fieldType)) {
    case "text":
      if (typeof value !== "string" || !isEquality || loneSurrogate.test(value)) return callerPlan;
      return { plan: { kind: "text", folds: false, texts: [value], patterns: [] }, isNegated };
    case "number": {
      if (typeof value !== "bigint" && typeof value !== "number") return callerPlan;
      // Beyond that a double does not hold every whole number.
      if (!(Math.abs(Number(value)) <= Number.MAX_SAFE_INTEGER)) return callerPlan;
      return { plan: { kind: "number", test: numberTests[operator], value: Number(value) }, isNegated };
    }
    case "boolean":
      if (typeof value !== "boolean" || !isEquality) return callerPlan;
      return { plan: { kind: "boolean", value }, isNegated };
    case "other":
      return callerPlan;
  }
}

/** @param isPattern whether a text is one with `*` and `?`, which only some operators give a meaning */
function planTexts(
  operand: Term,
  values: readonly unknown[],
  fold: "none" | "ascii" | "unicode",
  isPattern: (text: string) => boolean,
): PlannedLeaf {
  if (operand.kind !== "FieldValue" || valueClassOf(operand.fieldType) !== "text") return callerPlan;
  // What is no text is no value of such a field.
  const all = values.filter((value) => typeof value === "string");
  if (fold === "unicode" || all.some((text) => loneSurrogate.test(text))) return callerPlan;
  const patterns = all.filter(isPattern);
  const texts = all.filter((text) => !isPattern(text));
  return { plan: { kind: "text", folds: fold === "ascii", texts, patterns }, isNegated: false };
}

/** The tests of leaves in the memory of the module; equal ones share one place, so that each is computed once an event. */
export interface LeafTable {
  /** Address of the leaf that runs a test. */
  addressOf(test: Term): number;
  /** Forgets what was computed for events, so that they can be numbered anew. */
  forgetEvents(): void;
}

/**
 * @param fieldNumber the number of a field in the module
 * @param addForCaller takes a test that the module will ask for; the number by which it will
 */
export function createLeafTable(
  memory: KernelMemory,
  fieldNumber: (name: string) => number,
  addForCaller: (test: Term) => number,
): LeafTable {
  const byTest = new Map<Term, number>();
  const byMeaning = new Map<string, number>();

  const write = (test: Term): number => {
    const mention = onlyMention(test);
    if (mention === undefined || leafCanFail(test)) {
      const address = memory.allocate(leafBytes);
      memory.words[(address + leafKind) / 4] = leafAlwaysForCaller;
      return address;
    }
    const { plan, isNegated } = planLeaf(test);
    const field = fieldNumber(mention.name);
    const valueClass = valueClassOf(mention.fieldType);
    const meaning = plan.kind === "caller" ? undefined : JSON.stringify([field, valueClass, isNegated, plan]);
    const known = meaning === undefined ? undefined : byMeaning.get(meaning);
    if (known !== undefined) return known;
    const data = plan.kind === "caller" ? addForCaller(test) : writeData(memory, plan, valueClass);
    const address = memory.allocate(leafBytes);
    const { words, floats } = memory;
    words[(address + leafKind) / 4] = leafKindOf(plan);
    words[(address + leafField) / 4] = field;
    words[(address + leafAbsent) / 4] = isTrueForAbsent(test) ? isTrue : isFalse;
    words[(address + leafData) / 4] = data;
    words[(address + leafNegated) / 4] = isNegated ? 1 : 0;
    if (plan.kind === "number") floats[(address + leafNumber) / 8] = plan.value;
    if (meaning !== undefined) byMeaning.set(meaning, address);
    return address;
  };

  return {
    addressOf(test) {
      let address = byTest.get(test);
      if (address === undefined) {
        address = write(test);
        byTest.set(test, address);
      }
      return address;
    },
    forgetEvents() {
      for (const address of byTest.values()) memory.words[(address + leafEpoch) / 4] = 0;
    },
  };
}

/** Whether a test of one field is true for an event without the field. */
export function isTrueForAbsent(test: Term): boolean {
  return compileTerm(test, () => 0)([null]) === true;
}

function leafKindOf(plan: LeafPlan): number {
  switch (plan.kind) {
    case "text":
      return plan.folds ? leafTextFolded : leafText;
    case "number":
      return plan.test;
    case "boolean":
      return plan.value ? leafIsTrue : leafIsFalse;
    case "absent":
      return leafIsAbsent;
    case "caller":
      return leafForCaller;
  }
}

function writeData(
  memory: KernelMemory,
  plan: Exclude<LeafPlan, { kind: "caller" }>,
  valueClass: ValueClass,
): number {
  switch (plan.kind) {
    case "text":
      return writeTextTest(memory, plan);
    case "absent":
      return certainValues(valueClass);
    case "number":
    case "boolean":
      return 0;
  }
}

function writeTextTest(
  memory: KernelMemory,
  { folds, texts, patterns: written }: Extract<LeafPlan, { kind: "text" }>,
): number {
  const fold = (text: string): string => (folds ? foldAscii(text) : text);
  const plain = [...new Set(texts.map(fold))].map(memory.putText);
  const patterns = written.map(fold).map(planPattern);
  const useTable = plain.length >= minTableTexts;
  const list = useTable
    ? writeTextTable(memory, plain)
    : { address: memory.putWords(plain.flatMap(({ address, length }) => [address, length])), mask: 0 };
  const patternWords = patterns.flatMap(({ flags, segments }) => [
    flags,
    segments.length,
    ...segments.flatMap((segment) => {
      const { address, length } = putSegment(memory, segment);
      return [address, length];
    }),
  ]);
  const test = memory.allocate(textTestBytes);
  const patternList = memory.putWords(patternWords);
  memory.words.set([plain.length, list.address, list.mask, patterns.length, patternList], test / 4);
  return test;
}

interface PlacedText {
  readonly address: number;
  readonly length: number;
}

function writeTextTable(
  memory: KernelMemory,
  texts: readonly PlacedText[],
): { address: number; mask: number } {
  let size = 2;
  while (size < texts.length * 2) size *= 2;
  const table = memory.allocate(size * textPlaceBytes);
  const scratch = memory.allocate(8);
  for (const { address, length } of texts) {
    memory.functions.hashTextInto(address, length, scratch);
    const hash = memory.words[scratch / 4] ?? 0;
    let place = hash & (size - 1);
    while (memory.words[(table + place * textPlaceBytes + 4) / 4] !== 0) place = (place + 1) & (size - 1);
    memory.words.set([hash, address, length], (table + place * textPlaceBytes) / 4);
  }
  return { address: table, mask: size - 1 };
}

interface PatternPlan {
  readonly flags: number;
  readonly segments: readonly string[];
}

/** Cuts a pattern as `lang/pattern/wildcard.ts` does: what stands before the first `*`, behind the last, and between. */
function planPattern(pattern: string): PatternPlan {
  const [prefix = "", ...rest] = pattern.split("*");
  const suffix = rest.pop();
  if (suffix === undefined) return { flags: patternIsWhole, segments: [prefix] };
  const inner = rest.filter((segment) => segment !== "");
  return {
    flags: (prefix === "" ? 0 : patternHasPrefix) | (suffix === "" ? 0 : patternHasSuffix),
    segments: [prefix, ...inner, suffix].filter((segment) => segment !== ""),
  };
}

function putSegment(memory: KernelMemory, segment: string): PlacedText {
  const placed = memory.putText(segment);
  const end = placed.address + placed.length;
  // In UTF-8 the byte of a question mark is part of no other character.
  for (let at = placed.address; at < end; at += 1) {
    if (memory.bytes[at] === questionMark) memory.bytes[at] = anyCharacter;
  }
  return placed;
}

const questionMark = 0x3f;
