import { describe, expect, it } from "vitest";
import { safeLink } from "./safe-link.ts";

describe("addresses of links in Markdown", () => {
  it.each([
    ["https://attack.mitre.org/techniques/T1021/", "https://attack.mitre.org/techniques/T1021/"],
    ["http://intranet/wiki", "http://intranet/wiki"],
    ["mailto:soc@example.org", "mailto:soc@example.org"],
    ["/rules/r1", "/rules/r1"],
  ])("%s leads there", (address, expected) => expect(safeLink(address)).toBe(expected));

  it.each([
    "javascript:alert(1)",
    " java\nscript:alert(1)",
    "JAVASCRIPT:alert(1)",
    "data:text/html,<script>alert(1)</script>",
    "vbscript:msgbox",
    "file:///etc/passwd",
    "blob:https://x/1",
    "//evil.example/x",
    "/\\evil.example/x",
    "relative",
    "",
    undefined,
  ])("%s leads nowhere", (address) => expect(safeLink(address)).toBeUndefined());
});
