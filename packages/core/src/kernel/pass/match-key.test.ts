import { describe, expect, it } from "vitest";
import type { JsonObject } from "../../events/index.ts";
import { hashKey, plainSeed } from "./key-hash.ts";
import { compileMatchKey } from "./match-key.ts";
import { passFields } from "./random-pass.test-support.ts";
import { passQueries } from "./run-pass.test-support.ts";
import type { HashSeed } from "./sip-hash.ts";

const queryOf = (text: string) => {
  const [found] = passQueries({ texts: [text], fields: passFields });
  if (found === undefined) throw new Error("one text is one query");
  return found.query;
};

const pair = queryOf('sequence by k [any where fits == "A"] [any where fits == "B"]');
const doc = (k: JsonObject[string]): JsonObject => ({ event: { category: "p" }, k });

describe("the key of a match, read from its events", () => {
  it("is the one that has the hash", () => {
    const match = { positions: [0, 1], key: hashKey(["y"], plainSeed) };
    const found = compileMatchKey(pair)(match, [doc(["x", "y"]), doc(["y", "z"])]);
    expect(found.isMatch && found.key?.values).toEqual(["y"]);
  });

  it("needs the seed of the pass", () => {
    const seed: HashSeed = [1, 2, 3, 4];
    const match = { positions: [0, 1], key: hashKey(["y"], seed) };
    const documents = [doc("y"), doc("y")];
    expect(compileMatchKey(pair, seed)(match, documents).isMatch).toBe(true);
    expect(compileMatchKey(pair)(match, documents).isMatch).toBe(false);
  });

  it("is none where an event does not have it, whatever its hash", () => {
    const match = { positions: [0, 1], key: hashKey(["y"], plainSeed) };
    const read = compileMatchKey(pair);
    expect(read(match, [doc("y"), doc("x")])).toEqual({ isMatch: false });
    expect(read(match, [doc("x"), doc("y")])).toEqual({ isMatch: false });
    expect(read(match, [doc("y"), {}])).toEqual({ isMatch: false });
  });

  it("takes a missing event for no witness", () => {
    const text =
      'sequence by k with maxspan=1s [any where fits == "A"] ![any where fits == "C"] [any where fits == "B"]';
    const match = { positions: [0, undefined, 1], key: hashKey(["y"], plainSeed) };
    const found = compileMatchKey(queryOf(text))(match, [doc("y"), undefined, doc("y")]);
    expect(found.isMatch && found.key?.values).toEqual(["y"]);
  });

  it("reads the fields of each stage, and values of other types that are equal", () => {
    const query = queryOf('sequence [any where fits == "A"] by n [any where fits == "B"] by d');
    const match = { positions: [0, 1], key: hashKey([7n], plainSeed) };
    const found = compileMatchKey(query)(match, [{ n: 7 }, { d: "7.0" }]);
    expect(found.isMatch && found.key?.id).toBe("n7");
  });

  it("is null for an optional field that is absent", () => {
    const query = queryOf('sequence by ?k [any where fits == "A"] [any where fits == "B"]');
    const match = { positions: [0, 1], key: hashKey([null], plainSeed) };
    const found = compileMatchKey(query)(match, [{}, doc([])]);
    expect(found.isMatch && found.key?.values).toEqual([null]);
    expect(compileMatchKey(query)(match, [{}, doc("x")])).toEqual({ isMatch: false });
  });

  it("is empty without fields, and there is none for an event query", () => {
    const sequence = queryOf('sequence [any where fits == "A"] [any where fits == "B"]');
    const match = { positions: [0, 1], key: hashKey([], plainSeed) };
    expect(compileMatchKey(sequence)(match, [{}, {}])).toEqual({
      isMatch: true,
      key: { id: "", values: [] },
    });
    const event = compileMatchKey(queryOf('any where fits == "A"'));
    expect(event({ positions: [0], key: undefined }, [{}])).toEqual({ isMatch: true, key: undefined });
  });
});
