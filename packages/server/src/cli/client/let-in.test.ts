import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { fileURLToPath } from "node:url";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { scratchFolder } from "../../events/scratch-folder.test-support.ts";
import { type ServingCommand, serve, stopServersAfterTests } from "../serve.test-support.ts";
import { type CommandResult, type FakeOptions, runCommand } from "../terminal.test-support.ts";

const folder = scratchFolder();
stopServersAfterTests();

const certificate = fileURLToPath(new URL("../../http/testdata/test-cert.pem", import.meta.url));
const key = fileURLToPath(new URL("../../http/testdata/test-key.pem", import.meta.url));
const chosen = "a long password of my own";
let server: ServingCommand;
let oneTime: string;

beforeAll(async () => {
  const tls = ["--tls-cert", certificate, "--tls-key", key];
  server = await serve(["--data", `${folder.path}/data`, "--log-level", "silent", ...tls]);
  oneTime = /one-time password: (\S+)/.exec(server.outText())?.[1] ?? "";
});

function client(args: readonly string[], options: FakeOptions = {}): Promise<CommandResult> {
  const env = { EQLITE_URL: server.url, EQLITE_CA: certificate, ...options.env };
  return runCommand(args, { ...options, env });
}

describe("being let in", () => {
  it("goes from the one-time password to a key", async () => {
    const asAdmin = { env: { EQLITE_PASSWORD: oneTime } };
    const early = await client(["alerts", "--user", "admin"], asAdmin);
    expect(early.err).toContain("The password has to be changed first");
    expect(early.err).toContain("npx eqlite users change-password");
    expect(early.code).toBe(4);

    const differing = await client(["users", "change-password", "admin"], { secrets: [oneTime, "a", "b"] });
    expect(differing).toMatchObject({ code: 2, err: expect.stringContaining("two different passwords") });
    const short = await client(["users", "change-password", "admin"], { secrets: [oneTime, "a", "a"] });
    expect(short).toMatchObject({ code: 4, err: expect.stringContaining("A password has") });
    const changed = await client(["users", "change-password", "admin"], {
      secrets: [oneTime, chosen, chosen],
    });
    expect(changed).toMatchObject({ code: 0, out: "The password of admin is changed.\n" });

    const asked = await client(["alerts", "--user", "admin"], { secrets: [chosen] });
    expect(asked).toMatchObject({ code: 0, out: "No alerts.\n" });

    const made = await client(
      ["api-key", "create", "--name", "ship", "--scopes", "ingest", "--expires-in", "1d", "--user", "admin"],
      { env: { EQLITE_PASSWORD: chosen } },
    );
    expect(made.code).toBe(0);
    const shipper = made.out.trim();
    expect(Buffer.from(shipper, "base64").toString()).toMatch(/^\S+:\S+$/);
    const forbidden = await client(["alerts", "--api-key", shipper]);
    expect(forbidden).toMatchObject({ code: 4, err: expect.stringMatching(/You may not do this: .*read/) });

    const reader = await client(["api-key", "create", "--name", "look", "--scopes", "read"], {
      env: { EQLITE_USER: "admin", EQLITE_PASSWORD: chosen },
    });
    // Both forms of a key are taken.
    const forms = [reader.out.trim(), Buffer.from(reader.out.trim(), "base64").toString()];
    for (const form of forms) {
      expect(await client(["alerts"], { env: { EQLITE_API_KEY: form } })).toMatchObject({ code: 0 });
    }
  });

  it.each<readonly [string, readonly string[], FakeOptions, number, RegExp]>([
    ["nobody", ["alerts"], {}, 4, /wants to know who you are.*--api-key/],
    [
      "a wrong key",
      ["alerts", "--api-key", "a:b"],
      {},
      4,
      /does not let you in: This API key does not exist/,
    ],
    ["a wrong password", ["status", "--user", "x"], { secrets: ["y"] }, 4, /does not let you in: .*password/],
    ["nobody to type a password", ["status", "--user", "admin"], {}, 4, /set EQLITE_PASSWORD/],
    ["both", ["alerts", "--user", "a", "--api-key", "b"], {}, 2, /either --api-key or --user/],
    ["a key with other characters", ["alerts", "--api-key", "a\nb"], {}, 2, /no API key/],
    ["an untrusted certificate", ["alerts"], { env: { EQLITE_CA: "" } }, 4, /not trusted.*--ca or EQLITE_CA/],
    ["a certificate that is absent", ["alerts", "--ca", "/no/such"], {}, 2, /certificate cannot be read/],
    ["a name in the address", ["alerts", "--url", "http://a:b@c"], {}, 2, /Leave the name and password out/],
    ["no address", ["alerts", "--url", "localhost:9200"], {}, 2, /is no address of a server/],
    [
      "an unknown machine",
      ["alerts", "--url", "http://no.such.invalid"],
      {},
      4,
      /no machine called no\.such/,
    ],
    [
      "nothing there",
      ["alerts", "--url", "http://127.0.0.1:1"],
      {},
      4,
      /Nothing answers at .*npx eqlite serve/,
    ],
  ])("refuses %s and says what to do", async (_, args, options, code, message) => {
    const result = await client(args, options);
    expect(result.err).toMatch(message);
    expect(result.err).not.toContain("    at ");
    expect(result.out).toBe("");
    expect(result.code).toBe(code);
  });

  it("tells http from https", async () => {
    const plain = await client(["alerts", "--url", server.url.replace("https:", "http:")]);
    expect(plain).toMatchObject({ code: 4, err: expect.stringContaining("write https://") });
  });
});

describe("servers of other kinds", () => {
  let answer: { status: number; body: string } = { status: 200, body: "" };
  const other = createServer((_, response) => {
    response.writeHead(answer.status, { "content-type": "application/json" });
    response.end(answer.body);
  });
  let url = "";
  beforeAll(async () => {
    await new Promise<void>((resolve) => other.listen(0, "127.0.0.1", resolve));
    url = `http://127.0.0.1:${(other.address() as AddressInfo).port}`;
  });
  afterAll(() => void other.close());
  const ask = (status: number, body: unknown, args = ["alerts"]): Promise<CommandResult> => {
    answer = { status, body: typeof body === "string" ? body : JSON.stringify(body) };
    return runCommand([...args, "--url", url], { isTerminal: true });
  };

  it.each([
    ["a page", 200, "<html>", /is no eqlite server/],
    [
      "Elasticsearch",
      404,
      { error: { type: "x", reason: "no handler" }, status: 404 },
      /is no eqlite server/,
    ],
    [
      "another version",
      404,
      { error: { code: "not-found", message: "There is nothing at /api/v1/alerts." } },
      /does not know \/api\/v1\/alerts: it is not of the version of this command, \d/,
    ],
    ["trouble", 503, { error: { code: "store-closed", message: "Come again." } }, /Come again\./],
  ])("%s", async (_, status, body, message) => {
    const { code, err } = await ask(status, body);
    expect(err).toMatch(message);
    expect(code).toBe(4);
  });

  it("cannot steer the terminal", async () => {
    const nasty = "\u001b]0;owned\u0007\u202e\u009b2J";
    const alert = { id: nasty, time: nasty, rule_name: nasty, hosts: [nasty], users: [nasty] };
    const answers = [
      await ask(200, { alerts: [alert], total: 1, next: null }),
      await ask(200, { alerts: [alert], total: 1, next: null }, ["alerts", "--format", "ndjson"]),
      await ask(200, { rules: [{ name: nasty, rule_id: nasty, problem: nasty }], total: 1 }, ["rules"]),
      await ask(200, { version: nasty, problems: [{ message: nasty }], data: { folder: nasty } }, ["status"]),
      await ask(400, { error: { code: "bad-request", message: nasty } }),
      await ask(200, `{"a":"\u202e\u009b2J"}`, ["export"]),
    ];
    for (const { out, err } of answers) {
      for (const steering of ["\u001b]", "\u0007", "\u202e", "\u009b"]) {
        expect(out + err).not.toContain(steering);
      }
    }
  });
});
