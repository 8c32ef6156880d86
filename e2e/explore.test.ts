import { describe, expect, it } from "vitest";
import { ship } from "../packages/server/src/serve/shipped-events.test-support.ts";
import { wholeServers } from "../packages/server/src/serve/whole-server.test-support.ts";
import { skipsPages, testPages } from "./pages.test-support.ts";

const servers = wholeServers();
const pages = testPages();

const event = (second: number, name: string, pid: number, category = "process"): string =>
  JSON.stringify({
    "@timestamp": `2026-06-08T11:59:${String(second).padStart(2, "0")}.000Z`,
    event: { category: [category], type: [category === "process" ? "start" : "creation"] },
    host: { name: "box" },
    process: { name, pid, executable: `C:\\${name}` },
    ...(category === "file" ? { file: { path: "C:\\dropped.exe" } } : {}),
  });

const events = [
  event(1, "cmd.exe", 7),
  event(2, "cmd.exe", 7, "file"),
  event(3, "<img src=x onerror=alert(1)>.exe", 8),
  event(4, "notepad.exe", 9),
];

const from = "2026-06-08T11:00:00Z";
const to = "2026-06-08T13:00:00Z";

describe.skipIf(skipsPages)("exploring stored events", () => {
  it("narrows a query from an event, keeps everything in the address, and exports what is found", async () => {
    const server = await servers.start();
    await ship(events, { url: server.url });
    const { page } = await pages.open(`${server.url}/explore?from=${from}&to=${to}`);
    await page.getByText("4 events").waitFor();
    await expect.poll(() => page.getByRole("row").count(), { timeout: 20_000 }).toBe(5);
    await page.getByRole("cell", { name: "<img src=x onerror=alert(1)>.exe", exact: true }).waitFor();
    await page.getByRole("button", { name: /11:59:01/ }).click();
    await page.getByRole("dialog").getByText("Fields", { exact: true }).click();
    await page.getByRole("button", { name: "Only events with this value of process.name" }).click();
    await page.getByText("2 events").waitFor();
    expect(new URL(page.url()).searchParams.get("query")).toBe('any where process.name == "cmd.exe"');
    await page.reload();
    await page.getByText("2 events").waitFor();
    const saving = page.waitForEvent("download");
    await page.getByRole("button", { name: "Export" }).click();
    await page.getByRole("menuitem", { name: "Columns as CSV" }).click();
    const chunks: Buffer[] = [];
    for await (const chunk of await (await saving).createReadStream()) chunks.push(chunk as Buffer);
    const lines = Buffer.concat(chunks).toString().split("\r\n");
    expect(lines).toEqual([
      "@timestamp,host.name,process.name,user.name",
      "2026-06-08T11:59:02.000Z,box,cmd.exe,",
      "2026-06-08T11:59:01.000Z,box,cmd.exe,",
      "",
    ]);
  });

  it("shows sequences as sequences, and opens the event that a link names", async () => {
    const server = await servers.start();
    await ship(events, { url: server.url });
    const query = encodeURIComponent("sequence by process.pid [process where true] [file where true]");
    const { page } = await pages.open(`${server.url}/explore?from=${from}&to=${to}&query=${query}`);
    await page.getByText("1 match").waitFor();
    await page.getByRole("listitem").getByText("7", { exact: true }).waitFor();
    await page.getByRole("button", { name: /11:59:02/ }).click();
    await page.getByRole("dialog").getByText("C:\\dropped.exe").first().waitFor();
    await page.reload();
    await page.getByRole("dialog").getByText("C:\\dropped.exe").first().waitFor();
  });

  it("says what is wrong with a query, and searches none that is", async () => {
    const server = await servers.start();
    await ship(events, { url: server.url });
    const { page } = await pages.open(
      `${server.url}/explore?from=${from}&to=${to}&query=process%20wher%20true`,
    );
    await page.getByText("The query cannot be searched yet").waitFor();
    expect(await page.getByRole("row").count()).toBe(0);
  });
});
