import { readdirSync, readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { describe, expect, it } from "vitest";

const sources = fileURLToPath(new URL("../..", import.meta.url));
const paths = readdirSync(sources, { recursive: true, encoding: "utf8" }).map((path) =>
  path.replaceAll("\\", "/"),
);
const plural = /_(?:zero|one|two|few|many|other)$/;

/** Texts of a file by their keys, such as `range.apply`. */
function textsOf(path: string): ReadonlyMap<string, string> {
  const found = new Map<string, string>();
  const add = (prefix: string, value: unknown): void => {
    if (typeof value === "string") found.set(prefix, value);
    else
      for (const [name, one] of Object.entries(Object(value)))
        add(prefix === "" ? name : `${prefix}.${name}`, one);
  };
  add("", JSON.parse(readFileSync(path, "utf8")));
  return found;
}

const keysOf = (texts: ReadonlyMap<string, string>): readonly string[] =>
  [...new Set([...texts.keys()].map((key) => key.replace(plural, "")))].sort();

const placeholders = (text: string): readonly string[] =>
  [...new Set([...text.matchAll(/\{\{\s*([\w.]+)/g)].map(([, name = ""]) => name))].sort();

const folders = paths.filter((path) => path.endsWith("/locales")).sort();
const english = new Map(
  folders.map((folder) => [
    dirname(folder).split(/[/\\]/).at(-1) ?? "",
    textsOf(join(sources, folder, "en.json")),
  ]),
);

describe.each(folders)("texts of %s", (folder) => {
  const en = textsOf(join(sources, folder, "en.json"));
  const zh = textsOf(join(sources, folder, "zh-CN.json"));

  it("are the same in both languages", () => expect(keysOf(zh)).toEqual(keysOf(en)));

  it("have the same placeholders", () => {
    const differing = [...zh].filter(([key, text]) => {
      const original = en.get(key) ?? en.get(key.replace(plural, "_other")) ?? "";
      return placeholders(text).join() !== placeholders(original).join();
    });
    expect(differing).toEqual([]);
  });

  it("are Chinese where they are to be", () => {
    const same = [...zh].filter(
      ([key, text]) => text === en.get(key) && /[a-z]{4}/.test(text.replaceAll(/\{\{.*?\}\}/g, "")),
    );
    expect(same.filter(([, text]) => text.split(" ").length > 2)).toEqual([]);
  });

  it("have Chinese punctuation beside Chinese words", () => {
    const mixed = [...zh.values()].filter((text) =>
      /[\u3400-\u9fff）”][,;:!?(]|[,;:!?(][\u3400-\u9fff（“]/u.test(text),
    );
    expect(mixed).toEqual([]);
  });
});

describe("texts that the code asks for", () => {
  const files = paths.filter((path) => /\.tsx?$/.test(path) && !/\.test\.|\/generated\//.test(path));

  it.each(files.filter((file) => readFileSync(join(sources, file), "utf8").includes("useTranslation(")))(
    "are there: %s",
    (file) => {
      const code = readFileSync(join(sources, file), "utf8");
      const namespaces = [...code.matchAll(/useTranslation\(\[?"([\w-]+)"/g)].map(([, name = ""]) => name);
      const missing = [...code.matchAll(/\bt\(\s*"([\w.:-]+)"(?:,\s*\{[^}]*?\bns:\s*"([\w-]+)")?/g)]
        .filter(([, key = "", ns]) => {
          const [before, after] = key.split(":");
          const name = after ?? before ?? "";
          const said = ns ?? (after === undefined ? undefined : before);
          return !(said === undefined ? namespaces : [said]).some((one) =>
            keysOf(english.get(one) ?? new Map<string, string>()).includes(name),
          );
        })
        .map(([text]) => text);
      expect(missing).toEqual([]);
    },
  );
});
