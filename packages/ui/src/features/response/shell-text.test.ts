import { execFileSync } from "node:child_process";
import { builtInCatalogue, type JsonObject } from "@eqlite/core/events";
import { checkQuery } from "@eqlite/core/lang";
import { compilePredicate, createDocumentFields } from "@eqlite/core/match";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { eqlText, powershellText, shText } from "./shell-text.ts";

const hostile = [
  "it's",
  "$(touch x)",
  "`touch x`",
  "a;b|c&d\nrm -rf /",
  "'; Remove-Item C:\\ -Recurse #",
  "\u2019; calc.exe #",
  "-rf",
  '" onload="x',
  "<script>alert(1)</script>",
  "${env:x} $x %PATH%",
  "\u001b[2J\u202egnp.exe",
  "back\\slash\\",
  "",
];

const texts = fc.oneof(
  fc.constantFrom(...hostile),
  fc.string({ unit: "binary" }),
  fc
    .array(
      fc.constantFrom(
        "'",
        '"',
        "`",
        "$",
        "(",
        ")",
        "\\",
        "\n",
        ";",
        "\u2018",
        "\u201b",
        "a",
        " ",
        "\u0000",
        "\u202e",
      ),
    )
    .map((parts) => parts.join("")),
);

/** Without halves of characters, which no text in UTF-8 can hold. */
function wellFormed(text: string): string {
  return text.replace(/\p{Cs}/gu, "\ufffd");
}

describe("shText", () => {
  it("is one word that bash takes for the value itself", () => {
    // No process can be handed a zero byte or half a character.
    const values = fc
      .sample(texts, 300)
      .concat(hostile)
      .map((value) => wellFormed(value.replaceAll("\u0000", "")));
    const script = values.map((value) => `printf '%s\\0' ${shText(value)}`).join("\n");
    const printed = execFileSync("bash", ["--norc", "-c", script], { encoding: "utf8", env: {} });
    expect(printed.split("\u0000").slice(0, -1)).toEqual(values);
  });
});

/** Reads what `powershellText` may write by the rules of PowerShell's language: texts in single quotes, characters by number. */
function readPowershell(text: string): string {
  const word = /^\('' \+ (.*)\)$/s.exec(text);
  let rest = word?.[1] ?? text;
  let value = "";
  while (rest !== "") {
    const piece =
      /^(?:'((?:[^'\u2018\u2019\u201a\u201b]|(['\u2018\u2019\u201a\u201b])\2)*)'|\[char\](\d+))(?: \+ (?=.)|$)/s.exec(
        rest,
      );
    if (piece === null) throw new Error(`breaks out: ${rest}`);
    const [whole, quoted, , number] = piece;
    value +=
      number === undefined
        ? (quoted ?? "").replace(/(['\u2018\u2019\u201a\u201b])\1/g, "$1")
        : String.fromCharCode(Number(number));
    rest = rest.slice(whole.length);
  }
  return value;
}

describe("powershellText", () => {
  it("is one value, whatever it holds", () => {
    fc.assert(
      fc.property(texts, (value) => {
        expect(readPowershell(powershellText(value))).toBe(value);
      }),
    );
  });

  it("never stands on two lines", () => {
    fc.assert(fc.property(texts, (value) => !/[\n\r\u2028\u2029]/.test(powershellText(value))));
    expect(powershellText("a\nb")).toBe("('' + 'a' + [char]10 + 'b')");
    expect(powershellText("it\u2019s")).toBe("'it\u2019\u2019s'");
  });
});

describe("eqlText", () => {
  it("is a text that the query compares with as it is", () => {
    const fields = createDocumentFields();
    fc.assert(
      fc.property(texts, (raw) => {
        const value = wellFormed(raw);
        const checked = checkQuery(`any where file.path == ${eqlText(value)}`, builtInCatalogue());
        if (!checked.ok || checked.value.kind !== "event")
          throw new Error(JSON.stringify(checked.diagnostics));
        const document: JsonObject = { file: { path: value } };
        expect(compilePredicate(checked.value.condition, fields)(document)).toBe(true);
      }),
    );
  });
});
