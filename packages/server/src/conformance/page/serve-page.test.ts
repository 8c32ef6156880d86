import { symlinkSync } from "node:fs";
import { request } from "node:http";
import { afterAll, describe, expect, it } from "vitest";
import { scratchFolder } from "../../events/scratch-folder.test-support.ts";
import { servePage } from "./serve-page.test-support.ts";

const folder = scratchFolder();
folder.write("dist/a.js", "export const a = 1;");
folder.write("dist/deep/b.json", "{}");
folder.write("dist/c.wasm", new Uint8Array([0, 0x61, 0x73, 0x6d]));
folder.write("dist/.env", "secret");
folder.write("secret.js", "secret");
folder.write("dist-other/secret.js", "secret");
symlinkSync(`${folder.path}/secret.js`, `${folder.path}/dist/link.js`);

const server = await servePage({
  folders: { core: `${folder.path}/dist` },
  imports: { "@x/</script>": "/core/a.js" },
  script: "export const run = () => 1;",
  input: { b: 2 },
});
afterAll(() => server.close());

/** Sends a path as it is, which \`fetch\` would not. */
function get(
  path: string,
  method = "GET",
  body = "",
): Promise<{ status: number; type: string; text: string }> {
  const { hostname, port } = new URL(server.url);
  return new Promise((resolve, reject) => {
    const sent = request({ hostname, port, path, method }, (response) => {
      let text = "";
      response.setEncoding("utf8").on("data", (piece: string) => {
        text += piece;
      });
      response.on("end", () =>
        resolve({ status: response.statusCode ?? 0, type: response.headers["content-type"] ?? "", text }),
      );
    });
    sent.on("error", reject).end(body);
  });
}

describe("servePage", () => {
  it.each([
    ["/", "text/html; charset=utf-8", "/start.js"],
    ["/script.js", "text/javascript; charset=utf-8", "run = () => 1"],
    ["/input.json", "application/json; charset=utf-8", '{"b":2}'],
    ["/core/a.js?x=../y", "text/javascript; charset=utf-8", "a = 1"],
    ["/core/deep/b.json", "application/json; charset=utf-8", "{}"],
    ["/core/deep/../a.js", "text/javascript; charset=utf-8", "a = 1"],
    ["/core/c.wasm", "application/wasm", "asm"],
  ])("serves %s", async (path, type, part) => {
    const got = await get(path);
    expect(got).toMatchObject({ status: 200, type });
    expect(got.text).toContain(part);
  });

  it.each([
    ["/core/missing.js"],
    ["/core/"],
    ["/core/deep"],
    ["/core/.env"],
    ["/core/../secret.js"],
    ["/core/..%2fsecret.js"],
    ["/core/%2e%2e/secret.js"],
    ["/core/deep/../../secret.js"],
    ["/core/../dist-other/secret.js"],
    ["/core/link.js"],
    [`/core/${folder.path}/secret.js`],
    ["/core/%00a.js"],
    ["/core/%zz.js"],
    ["/other/a.js"],
    ["/__proto__/a.js"],
    ["/../secret.js"],
    ["//a.js"],
    ["/constructor"],
  ])("refuses %s", async (path) => {
    const got = await get(path);
    expect(got).toMatchObject({ status: 404, text: "" });
  });

  it("refuses to take a file", async () => {
    expect(await get("/core/a.js", "PUT", "x")).toMatchObject({ status: 404 });
  });

  it("does not let a name end the import map", async () => {
    expect((await get("/")).text).toContain('"@x/\\u003c/script>"');
  });

  it("gives the answer on, with what was refused before it, and tells the page where to go", async () => {
    const response = get("/answer", "POST", JSON.stringify({ value: [1], problems: ["p"] }));
    const { value, problems } = await server.answer;
    expect(value).toEqual([1]);
    expect(problems).toEqual(expect.arrayContaining(["p", "GET /core/../secret.js was refused"]));
    server.leaveFor("http://127.0.0.1:1/");
    expect(await response).toMatchObject({ status: 200, text: '"http://127.0.0.1:1/"' });
  });

  it.each([
    ["no JSON", "{"],
    ["too long an answer", " ".repeat(16 * 1024 * 1024 + 1)],
  ])("makes %s a problem", async (_, body) => {
    const other = await servePage({ folders: {}, imports: {}, script: "" });
    // The connection is cut where an answer is too long.
    await fetch(`${other.url}answer`, { method: "POST", body }).catch(() => undefined);
    expect((await other.answer).problems[0]).toMatch(/^POST \/answer failed: /);
    await other.close();
  });
});
