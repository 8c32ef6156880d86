import { describe, expect, it } from "vitest";
import { wholeServers } from "../packages/server/src/serve/whole-server.test-support.ts";
import { skipsPages, testPages } from "./pages.test-support.ts";

const servers = wholeServers();
const pages = testPages();

describe.skipIf(skipsPages)("the frame of all pages", () => {
  it("leads from page to page by mouse and by keys, in English and Chinese", async () => {
    const server = await servers.start();
    const { page } = await pages.open(server.url);
    await page.getByRole("link", { name: "Rules" }).click();
    await page.getByRole("heading", { level: 1, name: "Rules" }).waitFor();
    await page.keyboard.press("g");
    await page.keyboard.press("a");
    await page.getByRole("heading", { level: 1, name: "Alerts" }).waitFor();
    expect(new URL(page.url()).pathname).toBe("/alerts");
    await page.keyboard.press("?");
    await page.getByRole("dialog", { name: "Keyboard shortcuts" }).waitFor();
    await page.keyboard.press("Escape");
    await page.getByRole("button", { name: "Language, colours, time zone" }).click();
    await page.getByText("简体中文").click();
    await page.getByRole("heading", { level: 1, name: "告警" }).waitFor();
    expect(await page.locator("html").getAttribute("lang")).toBe("zh-CN");
  });

  it("asks who is there, where the server wants to know", async () => {
    const server = await servers.start({ config: { demo: false } });
    const { page } = await pages.open(`${server.url}/rules`);
    await page.getByRole("textbox", { name: "Name" }).fill("admin");
    await page.getByRole("textbox", { name: "Password", exact: true }).fill("wrong");
    await page.getByRole("button", { name: "Log in" }).click();
    await page.getByRole("alert").waitFor();
    await page.getByRole("textbox", { name: "Password", exact: true }).fill(server.firstUser?.password ?? "");
    await page.getByRole("button", { name: "Log in" }).click();
    await page
      .getByRole("textbox", { name: "Password you logged in with" })
      .fill(server.firstUser?.password ?? "");
    await page
      .getByRole("textbox", { name: "New password, at least 12 characters" })
      .fill("a long enough password");
    await page.getByRole("textbox", { name: "New password, again" }).fill("a long enough password");
    await page.getByRole("button", { name: "Save and go on" }).click();
    await page.getByRole("heading", { level: 1, name: "Rules" }).waitFor();
  });
});
