import { describe, expect, it } from "vitest";
import { createLog, type LogFormat } from "./log.ts";

function record(format: LogFormat, isTerminal: boolean) {
  const lines: string[] = [];
  const log = createLog({
    level: "info",
    format,
    destination: { isTerminal, write: (line) => void lines.push(line) },
  });
  return { log, lines };
}

describe("the log", () => {
  it("writes one JSON object a line where no person reads", () => {
    const { log, lines } = record("auto", false);
    log.info({ port: 9200 }, "listening");
    log.debug("not at this level");
    expect(lines).toHaveLength(1);
    expect(JSON.parse(lines[0] ?? "")).toMatchObject({ level: "info", port: 9200, msg: "listening" });
  });

  it("writes text on a terminal, without what steers it", () => {
    const { log, lines } = record("auto", true);
    log.warn({ path: "/a\u001b[2J\nb", status: 404 }, "refused");
    expect(lines[0]).toMatch(/^\S+ WARN {2}refused path=\S+ status=404\n$/);
    expect(lines[0]).not.toContain("\u001b");
  });

  it("shows the stack of an error, also as text", () => {
    const { log, lines } = record("text", false);
    log.error({ err: new Error("broken") }, "a bug");
    expect(lines[0]).toContain("a bug\nError: broken\n    at ");
  });

  it.each(["json", "text"] as const)("never writes secrets, as %s", (format) => {
    const { log, lines } = record(format, false);
    const secret = "hunter2";
    log.info(
      { password: secret, headers: { authorization: secret, cookie: secret, "set-cookie": secret } },
      "a",
    );
    log.info({ key: secret, body: { user: { password: secret, api_key: secret } } }, "b");
    log.child({ token: secret }).info("c");
    expect(lines).toHaveLength(3);
    expect(lines.join("")).not.toContain(secret);
    expect(lines.join("")).toContain("[redacted]");
  });
});
