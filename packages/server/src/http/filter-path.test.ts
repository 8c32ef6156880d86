import fc from "fast-check";
import { expect, it } from "vitest";
import { compileFilterPath } from "./filter-path.ts";
import { httpLimits } from "./http-limits.ts";
import { prettyJson } from "./pretty-json.ts";

const answer = {
  took: 3,
  errors: false,
  _shards: { total: 1, failed: 0 },
  hits: {
    hits: [
      { _id: "a", _source: { "kibana.alert.uuid": "u", host: { name: "h", os: { name: "w" } } } },
      { _id: "b", _source: {} },
    ],
  },
};

it.each([
  ["took", { took: 3 }],
  ["took,errors", { took: 3, errors: false }],
  ["nothing", {}],
  ["", answer],
  ["_shards", { _shards: { total: 1, failed: 0 } }],
  ["_shards.f*", { _shards: { failed: 0 } }],
  ["*.total", { _shards: { total: 1 } }],
  ["t*k,_sh*s.*l*", { took: 3, _shards: { total: 1, failed: 0 } }],
  ["hits.hits._id", { hits: { hits: [{ _id: "a" }, { _id: "b" }] } }],
  ["hits.**.name", { hits: { hits: [{ _source: { host: { name: "h", os: { name: "w" } } } }] } }],
  ["**.name", { hits: { hits: [{ _source: { host: { name: "h", os: { name: "w" } } } }] } }],
  ["**.took", { took: 3 }],
  ["_shards.**", { _shards: { total: 1, failed: 0 } }],
  ["hits.hits._source.kibana.alert.*", { hits: { hits: [{ _source: { "kibana.alert.uuid": "u" } }] } }],
  ["hits.hits._source.kibana*", { hits: { hits: [{ _source: { "kibana.alert.uuid": "u" } }] } }],
  ["-hits", { took: 3, errors: false, _shards: { total: 1, failed: 0 } }],
  ["-hits,-_shards.total,-errors", { took: 3, _shards: { failed: 0 } }],
  ["_shards,-**.total", { _shards: { failed: 0 } }],
  ["-hits.hits._source,-took,-errors,-_shards.*", { hits: { hits: [{ _id: "a" }, { _id: "b" }] } }],
  ["took.more", {}],
] as const)("filter_path=%s", (path, expected) => {
  expect(compileFilterPath(path)(answer)).toEqual(expected);
});

it("a path of many stars takes linear time", () => {
  const deep = JSON.parse(`${'{"a":'.repeat(90)}1${"}".repeat(90)}`);
  const path = `${"**.a.".repeat(400)}b`;
  expect(compileFilterPath(path)(deep)).toEqual({});
  expect(compileFilterPath(`${"*a".repeat(1000)}b`)({ ["a".repeat(10_000)]: 1 })).toEqual({});
});

it("is bounded", () => {
  const longest = "a".repeat(httpLimits.maxFilterPathLength);
  expect(compileFilterPath(longest)({})).toEqual({});
  expect(() => compileFilterPath(`${longest}a`)).toThrow("more than 4096 characters");
  const most = Array(httpLimits.maxFilterPaths).fill("a");
  expect(compileFilterPath(most.join(","))({ a: 1 })).toEqual({ a: 1 });
  expect(() => compileFilterPath([...most, "a"].join(","))).toThrow("more than 100 paths");
});

it("pretty text says the same", () => {
  fc.assert(
    fc.property(fc.jsonValue(), (value) => {
      expect(JSON.parse(prettyJson(JSON.stringify(value)))).toEqual(JSON.parse(JSON.stringify(value)));
    }),
  );
  expect(prettyJson('{"a":[],"b":[1,{"c":"x{,\\"y"}]}')).toBe(
    '{\n  "a" : [],\n  "b" : [\n    1,\n    {\n      "c" : "x{,\\"y"\n    }\n  ]\n}\n',
  );
});
