import { existsSync, mkdirSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { scratchFolder } from "../events/scratch-folder.test-support.ts";
import { serve, stopServersAfterTests } from "./serve.test-support.ts";
import { runCommand } from "./terminal.test-support.ts";

const folder = scratchFolder();
const inFolder = (name: string): string => `${folder.path}/${name}`;
stopServersAfterTests();

const passwordPattern = /one-time password: (\S+)/;

async function getJson(url: string, authorization?: string): Promise<{ status: number; body: unknown }> {
  const answer = await fetch(url, { headers: authorization === undefined ? {} : { authorization } });
  return { status: answer.status, body: await answer.json() };
}

describe("eqlite serve", () => {
  it("shows the first password once, on the terminal and not in the log", async () => {
    const data = inFolder("first");
    const first = await serve(["--data", data, "--log-level", "debug", "--log-format", "json"]);
    const [, password = ""] = passwordPattern.exec(first.outText()) ?? [];
    expect(password).toMatch(/^\S{24}$/);
    expect(first.outText().split(password)).toHaveLength(2);
    const basic = `Basic ${Buffer.from(`admin:${password}`).toString("base64")}`;
    expect(await getJson(`${first.url}/api/v1/me`, basic)).toMatchObject({
      body: { name: "admin", must_change_password: true },
    });
    expect(await getJson(`${first.url}/_search`)).toMatchObject({ status: 401 });
    const { code, out, err } = await first.stop();
    expect(code).toBe(0);
    expect(out).toContain(`data folder: ${data} (new)`);
    expect(out).toContain("rules: 1 running");
    expect(out).toContain("npx eqlite users change-password admin --url http://127.0.0.1:");
    expect(out).toContain("Stopping");
    expect(err).toContain('"msg":"request"');
    expect(err).not.toContain(password);

    const second = await serve(["--data", data, "--log-level", "silent"], { language: "zh-CN" });
    const later = await second.stop();
    expect(later.out).toContain(`数据文件夹：${data}\n`);
    expect(later.out).not.toMatch(/password:|密码：/);
    expect(later.out).toContain("已停止");
  });

  it("does not lose the first password where the first start fails", async () => {
    const data = inFolder("taken");
    const other = await serve(["--data", inFolder("other"), "--log-level", "silent"]);
    const failed = await runCommand(["serve", "--data", data, "--port", String(other.port)]);
    expect(failed.code).toBe(4);
    expect(failed.err).toContain(`Cannot listen on 127.0.0.1:${other.port}: another program does.`);
    expect(failed.err).not.toContain("    at ");
    expect(failed.out).toBe("");
    const used = await runCommand(["serve", "--data", inFolder("other"), "--port", "0"]);
    expect(used.err).toMatch(/in use by the process with pid \d+/);
    expect(used.code).toBe(4);
    await other.stop();
    const again = await serve(["--data", data, "--log-level", "silent"]);
    expect(again.outText()).toMatch(passwordPattern);
    await again.stop();
  });

  it("says where settings are wrong and what to do", async () => {
    const file = folder.write("wrong/eqlite.yaml", "port: 70000\nhots: 0.0.0.0\n");
    const { code, err, out } = await runCommand(["serve", "--data", inFolder("wrong")], {
      env: { EQLITE_RETENTION_AGE: "soon" },
    });
    expect(code).toBe(2);
    expect(out).toBe("");
    expect(err).toContain(`${file}:1: port`);
    expect(err).toContain(`${file}:2: there is no setting "hots"; did you mean host?`);
    expect(err).toContain("EQLITE_RETENTION_AGE: retention_age");
    expect(err).toContain("docs/guide/configuration.md");
  });

  it("refuses a data folder that is a file", async () => {
    const { code, err } = await runCommand(["serve", "--data", folder.write("a-file", "x"), "--port", "0"]);
    expect(err).toMatch(/a-file cannot be the data folder: there is a file in its place/);
    expect(code).toBe(4);
  });

  it("refuses a certificate that is none", async () => {
    const cert = folder.write("bad.pem", "no certificate");
    const wrong = ["serve", "--port", "0", "--data", inFolder("tls"), "--tls-cert", cert, "--tls-key"];
    const { code, err } = await runCommand([...wrong, cert]);
    expect(code).toBe(4);
    expect(err).toContain("tls_cert and tls_key are no key pair in PEM");
    expect((await runCommand([...wrong, inFolder("absent.pem")])).err).toMatch(
      /tls_key cannot be read: .*absent/,
    );
  });
});

describe("eqlite serve --demo", () => {
  it("raises the alert of the recording on the first start, and does not replay it later", async () => {
    const data = inFolder("demo");
    const first = await serve(["--data", data, "--demo"]);
    const { out, err } = await first.stop();
    expect(out).toContain("2,611 events received");
    expect(out).toMatch(/ALERT {2}medium {2}Remote Execution via File Shares {2}WORKSTATION5/);
    expect(out).toMatch(/raised \d+\.\d s after its last event/);
    expect(out).toMatch(/npx eqlite alerts show [0-9a-f]{12} --url/);
    expect(err).toBe("");

    const second = await serve(["--data", data, "--demo"]);
    expect(second.outText()).not.toContain("Replaying");
    const found = await getJson(`${second.url}/logs-*/_count`);
    expect(found).toMatchObject({ body: { count: 2611 } });
    await second.stop();
  });
});

describe("eqlite users reset-password", () => {
  it("opens the server again for who has lost the password", async () => {
    const data = inFolder("lost");
    const first = await serve(["--data", data, "--log-level", "silent"]);
    const running = await runCommand(["users", "reset-password", "admin", "--data", data]);
    expect(running.err).toContain("in use by the process with pid");
    expect(running.code).toBe(4);
    await first.stop();

    const reset = await runCommand(["users", "reset-password", "Admin", "--data", data]);
    const [, password = ""] = passwordPattern.exec(reset.out) ?? [];
    expect(reset.code).toBe(0);
    const second = await serve(["--data", data, "--log-level", "silent"]);
    const basic = `Basic ${Buffer.from(`admin:${password}`).toString("base64")}`;
    expect(await getJson(`${second.url}/api/v1/me`, basic)).toMatchObject({
      body: { must_change_password: true },
    });
    await second.stop();
  });

  it("names the users there are, and says what is no data folder", async () => {
    const unknown = await runCommand(["users", "reset-password", "ada", "--data", inFolder("lost")]);
    expect(unknown.err).toContain('There is no user "ada". There is: admin.');
    mkdirSync(inFolder("empty"));
    const empty = await runCommand(["users", "reset-password", "admin", "--data", inFolder("empty")]);
    expect(empty.err).toContain("is no data folder of a server");
    expect(existsSync(inFolder("empty/state.db"))).toBe(false);
  });
});
