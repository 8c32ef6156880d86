import { describe, expect, it } from "vitest";
import { wholeServers } from "../packages/server/src/serve/whole-server.test-support.ts";
import { skipsPages, testPages } from "./pages.test-support.ts";

const servers = wholeServers();
const pages = testPages();

describe.skipIf(skipsPages)("home and settings", () => {
  it("a newcomer connects a program with the text that stands there, and sees its event arrive", async () => {
    const server = await servers.start();
    const { page } = await pages.open(server.url);
    await page.getByRole("link", { name: "Connect a data source" }).first().click();
    await page.getByLabel("Program").selectOption("curl");
    await page.getByRole("button", { name: "Make a key" }).click();
    const text = page.locator("pre").filter({ hasText: "curl -sS" });
    await page.getByText("Copy it now").waitFor();
    const command = (await text.textContent()) ?? "";
    const key = /ApiKey ([\w+/=]+)/.exec(command)?.[1];
    const body = /<<'END'\n([\s\S]*)END\n/.exec(command)?.[1];
    const sent = await fetch(`${server.url}/logs-test-default/_bulk`, {
      method: "POST",
      headers: { Authorization: `ApiKey ${key}`, "Content-Type": "application/x-ndjson" },
      body: body ?? "",
    });
    expect(await sent.json()).toMatchObject({ errors: false });
    await page.getByText("Events arrive: the last came into logs-test-default").waitFor();
    await page.getByRole("link", { name: "Home" }).click();
    await page.getByRole("cell", { name: "my-host" }).waitFor();
  });

  it("an administrator makes users and keys, which the audit trail tells; others see none of it", async () => {
    const server = await servers.start();
    const { page } = await pages.open(`${server.url}/settings?section=users`);
    await page.getByLabel("Name of the new user").fill("vera");
    await page.getByLabel("Role", { exact: true }).selectOption("viewer");
    await page.getByRole("button", { name: "Create" }).click();
    await page.getByText("Password of vera for the first login").waitFor();
    await page.getByRole("tab", { name: "API keys" }).click();
    await page.getByLabel("Name of the new key").fill("dashboards");
    await page.getByRole("button", { name: "Create" }).click();
    await page.getByText("Key dashboards, as it goes behind “ApiKey”").waitFor();
    const row = page.getByRole("row", { name: /dashboards/ });
    await row.getByRole("button", { name: "Revoke" }).click();
    await page
      .getByText("This cannot be taken back.")
      .locator("..")
      .getByRole("button", { name: "Revoke" })
      .click();
    await row.waitFor({ state: "hidden" });
    await page.getByRole("tab", { name: "Audit trail" }).click();
    await page.getByRole("row", { name: /vera/ }).first().waitFor();
  });
});
