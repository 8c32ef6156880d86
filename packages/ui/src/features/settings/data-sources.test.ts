import { describe, expect, it } from "vitest";
import { dataSources } from "./data-sources.ts";

const target = { url: "https://siem.example.org", keyId: "abc", keySecret: "s3cret" };

describe("texts to paste", () => {
  it.each(dataSources.map((source) => [source.id, source] as const))(
    "%s has the address and the key",
    (_, { text }) => {
      const filled = text(target);
      expect(filled).toContain("siem.example.org");
      expect(filled.includes("s3cret") || filled.includes(btoa("abc:s3cret"))).toBe(true);
    },
  );

  it("name the port where the address does not", () => {
    const fluentBit = dataSources.find(({ id }) => id === "fluent-bit");
    expect(fluentBit?.text(target)).toContain("443");
    expect(fluentBit?.text({ ...target, url: "http://127.0.0.1:9200" })).toMatch(/9200[\s\S]*tls +Off/);
  });
});
