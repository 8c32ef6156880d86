import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { JsonValue } from "../../events/index.ts";
import type { Condition, JoinKey } from "../../lang/index.ts";
import { compileKeys, convertFieldValue, createDocumentFields } from "../../match/index.ts";
import { createKernelFields } from "../event-view.ts";
import { createKernel } from "../kernel.ts";
import { maxKeyMessageBytes } from "../memory-layout.ts";
import { hashKey, plainSeed } from "./key-hash.ts";

const always: Condition = { kind: "Always", value: true };
const types = ["keyword", "long", "double", "ip", "boolean", "date", "version", "unknown"] as const;
type Type = (typeof types)[number];

const values: readonly JsonValue[] = [
  ...[
    "",
    "0",
    "1",
    "-1",
    "d83d",
    "\ud83d",
    "\ude00",
    "d83d de00",
    "\u{1f600}",
    "\u{1f600}\ud800",
    "\u{1f601}\ud800",
  ],
  ...[
    "ud83d",
    "\u{1f600}d800",
    "true",
    "a",
    "A",
    "\u00e9",
    "null",
    "\0",
    "a\0",
    "btrue",
    "i::1",
    "1.0",
    " 1",
    "1e0",
  ],
  ...[
    "::1",
    "0::1",
    "10.0.0.1",
    "::ffff:10.0.0.1",
    "::ffff:a00:1",
    "1.2.3",
    "v1.2.3",
    "1970-01-01",
    "1970-01-01T00:00:00.000000001Z",
  ],
  ...[0, 1, -1, 1.5, -0, 1e21, 9007199254740992, 9007199254740993n, 9007199254740992n, 18446744073709551616n],
  ...[999_999_999_999_999, 1_000_000_000_000_000, true, false],
];

describe("hashes of join keys", () => {
  it("are equal for equal keys and for no others", () => {
    const keyed = types.flatMap((fieldType) =>
      values.flatMap((value) => {
        const key: JoinKey = { name: "k", fieldType, optional: true };
        return compileKeys([key], createDocumentFields())({ k: value });
      }),
    );
    const idOf = new Map<string, string>();
    for (const { id, values: tuple } of keyed) {
      const { low, high } = hashKey(tuple, plainSeed);
      const hash = `${high} ${low}`;
      expect(idOf.get(hash) ?? id).toBe(id);
      idOf.set(hash, id);
    }
    expect(idOf.size).toBe(new Set(keyed.map(({ id }) => id)).size);
    expect(idOf.size).toBeGreaterThan(50);
  });

  it("tell where one value ends and the next begins", () => {
    const tuples = [
      ["a", "bc"],
      ["ab", "c"],
      ["abc", ""],
      ["", "abc"],
      ["abc"],
      ["a", "b", "c"],
      ["ab", null, "c"],
    ];
    const hashes = tuples.map((tuple) => Object.values(hashKey(tuple, plainSeed)).join(" "));
    expect(new Set(hashes).size).toBe(tuples.length);
  });

  it("depend on every word of the seed", () => {
    const seeds = [plainSeed, ...[0, 1, 2, 3].map((at) => plainSeed.map((_, word) => Number(word === at)))];
    const hashes = seeds.map((seed) =>
      Object.values(hashKey(["a"], seed as [number, number, number, number])).join(" "),
    );
    expect(new Set(hashes).size).toBe(seeds.length);
  });
});

describe("the module hashes as the caller does", () => {
  /** What the module says of an event that has values in the fields of a key; undefined where it leaves it. */
  function createModuleHash(keys: readonly JoinKey[], seed: typeof plainSeed) {
    const fields = createKernelFields();
    for (const { name } of keys) fields.numberOf(name);
    const kernel = createKernel({ fields, predicates: [always], joinKeys: [keys], seed });
    if (kernel === undefined) throw new Error("this platform has no WebAssembly with SIMD");
    return (event: Record<string, JsonValue>) => {
      const found: ({ low: number; high: number } | undefined)[] = [];
      kernel.judgeDocument(event, {
        event: ({ hasKey, keyLow, keyHigh }) =>
          found.push(hasKey[0] === 1 ? { low: keyLow[0] ?? 0, high: keyHigh[0] ?? 0 } : undefined),
      });
      return found[0];
    };
  }

  it.each(types)("%s", (fieldType) => {
    const key: JoinKey = { name: "k", fieldType, optional: false };
    const moduleHash = createModuleHash([key], [1, 2, 3, 0xffff_fff0]);
    let hashed = 0;
    for (const k of values) {
      const found = moduleHash({ k });
      if (found === undefined) continue;
      hashed += 1;
      const value = convertFieldValue(k, fieldType);
      expect(found, String(k)).toEqual(hashKey([value ?? null], [1, 2, 3, 0xffff_fff0]));
    }
    const isPlain: Record<Type, boolean> = {
      keyword: true,
      long: true,
      double: true,
      ip: false,
      boolean: false,
      date: false,
      version: false,
      unknown: false,
    };
    expect(hashed > 0).toBe(isPlain[fieldType]);
  });

  it("for several fields and texts of any length, up to the bound", () => {
    const keys: readonly JoinKey[] = ["k", "l", "n"].map((name) => ({
      name,
      fieldType: name === "n" ? "long" : "keyword",
      optional: false,
    }));
    const moduleHash = createModuleHash(keys, plainSeed);
    const text = fc.oneof(fc.string({ maxLength: 40 }), fc.string({ unit: "grapheme", maxLength: 40 }));
    fc.assert(
      fc.property(text, text, fc.integer(), (k, l, n) => {
        expect(moduleHash({ k, l, n })).toEqual(hashKey([k, l, BigInt(n)], plainSeed));
      }),
      { numRuns: 300 },
    );
    const frame = 3 * 5 + 1;
    const longest = "x".repeat(maxKeyMessageBytes - frame);
    expect(moduleHash({ k: longest, l: "", n: 1 })).toEqual(hashKey([longest, "", 1n], plainSeed));
    expect(moduleHash({ k: `${longest}x`, l: "", n: 1 })).toBeUndefined();
    expect(moduleHash({ k: "a", l: ["b", "c"], n: 1 })).toBeUndefined();
    expect(moduleHash({ k: "a", l: null, n: 1 })).toBeUndefined();
    expect(moduleHash({ k: "a", l: "b", n: "1" })).toBeUndefined();
  });
});
