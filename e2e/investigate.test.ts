import { readFile } from "node:fs/promises";
import type { Page } from "playwright-core";
import { describe, expect, it } from "vitest";
import { ship } from "../packages/server/src/serve/shipped-events.test-support.ts";
import { wholeServers } from "../packages/server/src/serve/whole-server.test-support.ts";
import { sharedAttackedServer, startAttacked } from "./attacked-server.test-support.ts";
import { skipsPages, testPages } from "./pages.test-support.ts";

const servers = wholeServers();
const attacked = sharedAttackedServer();
const pages = testPages();

// What the recording holds, found out once with `eqlite query`: a tool comes over ADMIN$ by APT-Simulator from the host's own
// address (the same program had run as C:\\TMP\\CreateNamedPipe.exe seven times before), a service tbbd05 starts cmd.exe, which starts the tool. There is no log-on and no connection of the tool in it.
const tool = "b6a1458f396.exe";
const sha256 = "5ddc0abc2c0da8195b7832ea1c27e0ebe6f2cc4eb379fefeebfbfd93df12a181";
const source = "fe80::5d54:ed5a:760f:c4ff";

/** Searches of a panel may take their time where a machine has much to do. */
const patience = { timeout: 30_000 };

const panel = (page: Page, name: string) => page.getByRole("region", { name, exact: true });
const rowTexts = async (page: Page, table: string): Promise<readonly string[]> => {
  const rows = page.getByRole("table", { name: table, exact: true }).locator("tbody tr");
  await rows.first().waitFor(patience);
  return (await rows.allInnerTexts()).map((text) => text.replace(/\s+/g, " "));
};

describe.skipIf(skipsPages)("the investigation guide, carried out", () => {
  it("answers each step from stored events", { timeout: 120_000 }, async () => {
    const { server, alertId } = await attacked();
    const { page } = await pages.open(`${server.url}/alerts/${alertId}?tab=guide`);
    await page.getByText("0 of 18 steps done").waitFor(patience);

    const tree = await rowTexts(page, "Process tree");
    expect(tree).toHaveLength(4);
    expect(tree[0]).toMatch(/services\.exe 732 start not stored/);
    expect(tree[1]).toMatch(/cmd\.exe 3948/);
    expect(tree[2]).toMatch(
      /b6a1458f396\.exe 7004 of the alert .*C:\\Windows\\b6a1458f396\.exe.*NT AUTHORITY\\SYSTEM not told 5ddc0abc2c… 1 host/i,
    );
    expect(tree[3]).toMatch(/conhost\.exe 7364/);

    const shares = await rowTexts(page, "Over shares (SMB)");
    expect(shares.find((row) => row.includes(`ADMIN$\\${tool}`))).toMatch(
      new RegExp(`share opened ×8 .*WORKSTATION5\\\\APT-Simulator ${source}`),
    );
    expect(shares.find((row) => row.includes(`C:\\Windows\\${tool}`))).toMatch(
      /file written for a remote client ×2/,
    );
    await panel(page, "Who came in")
      .getByText("no log-on source sends authentication events at this time")
      .waitFor(patience);

    expect(await rowTexts(page, "Services installed on the host")).toEqual([
      expect.stringMatching(/tbbd05 .*b6a1458f396 > .*334485 LocalSystem WORKSTATION5\\APT-Simulator/),
    ]);
    await panel(page, "What the processes changed")
      .getByText("No registry change and no file written by these processes is stored.")
      .waitFor(patience);
    await panel(page, "Domains and addresses the process contacted")
      .getByText("No connection and no DNS look-up of this process is stored.")
      .waitFor(patience);

    const file = panel(page, "The file elsewhere");
    const seen = await rowTexts(page, "Where hash, name and path were seen");
    expect(seen.find((row) => row.startsWith("process.hash.sha256"))).toContain(
      `${sha256} 1 · WORKSTATION5 8`,
    );
    const reputation = file.getByRole("link", { name: "VirusTotal" });
    expect(await reputation.getAttribute("href")).toBe(`https://www.virustotal.com/gui/file/${sha256}`);
    expect(await reputation.getAttribute("rel")).toBe("noopener noreferrer");
    expect(await file.getByRole("link", { name: /Hybrid Analysis|ANY\.RUN|Talos/ }).count()).toBe(3);

    const others = panel(page, "Other alerts within 48 hours");
    expect(await others.getByText("No other alert within 48 hours before and after.").count()).toBe(2);
    await panel(page, "Log-ons after the alert")
      .getByText("To other hosts, by APT-Simulator")
      .waitFor(patience);

    const explore = panel(page, "Who came in").getByRole("link", { name: "Open in Explore" }).first();
    const link = new URL((await explore.getAttribute("href")) ?? "", server.url);
    expect(link.pathname).toBe("/explore");
    expect(link.searchParams.get("query")).toContain('host.id == "workstation5"');
    expect(Date.parse(link.searchParams.get("from") ?? "")).toBeLessThan(server.clock.nowMs());
  });

  it("shows log-ons, contacts, changes and other alerts where there are any", {
    timeout: 120_000,
  }, async () => {
    const { server, alertId } = await startAttacked(servers);
    const at = (ms: number): string => new Date(server.clock.nowMs() - 36_000 + ms).toISOString();
    const host = { id: "workstation5", name: "WORKSTATION5", os: { type: "windows" } };
    const process = { entity_id: "{e2c04bb9-08dd-60c4-deb8-400100000000}", pid: 7004, name: tool };
    const logon = (ms: number, on: object, type: string, ip: string) => ({
      "@timestamp": at(ms),
      host: on,
      event: { category: ["authentication"], type: ["start"], code: "4624", outcome: "success" },
      user: { name: "APT-Simulator", domain: "WORKSTATION5" },
      winlog: { logon: { type } },
      source: { ip },
    });
    const events = [
      logon(-60_000, host, "3", "10.0.0.9"),
      logon(60_000, { id: "h2", name: "FILESERVER" }, "10", "10.0.0.5"),
      {
        "@timestamp": at(1_000),
        host,
        process,
        event: { category: ["network"], type: ["connection"] },
        destination: { ip: "203.0.113.5", port: 443 },
      },
      {
        "@timestamp": at(900),
        host,
        process,
        event: { category: ["network"], type: ["protocol"] },
        dns: { question: { name: "evil.example" }, resolved_ip: ["203.0.113.5"] },
      },
      {
        "@timestamp": at(1_100),
        host,
        process,
        event: { category: ["registry"], type: ["change"] },
        registry: { path: "HKLM\\Software\\Run\\x", data: { strings: ["<script>alert(1)</script>"] } },
      },
    ];
    await ship(
      events.map((event) => JSON.stringify(event)),
      { url: server.url, index: "logs-test-default" },
    );
    const { page } = await pages.open(`${server.url}/alerts/${alertId}?tab=guide`);
    expect((await rowTexts(page, "Log-ons to the host"))[0]).toMatch(
      /WORKSTATION5\\APT-Simulator 3 network 10\.0\.0\.9/,
    );
    const contacts = await rowTexts(page, "Domains and addresses the process contacted");
    expect(contacts).toEqual([
      expect.stringMatching(/DNS look-up evil\.example → 203\.0\.113\.5 .*First seen/),
      expect.stringMatching(/connection 203\.0\.113\.5:443/),
    ]);
    expect(await rowTexts(page, "What the processes changed")).toEqual([
      expect.stringContaining("HKLM\\Software\\Run\\x = <script>alert(1)</script>"),
    ]);
    expect(await rowTexts(page, "To other hosts")).toEqual([
      expect.stringMatching(/FILESERVER WORKSTATION5\\APT-Simulator 10 remote desktop 10\.0\.0\.5/),
    ]);
  });

  it("keeps findings, which make a report, by keys too", { timeout: 120_000 }, async () => {
    const { server, alertId } = await startAttacked(servers);
    const { page } = await pages.open(`${server.url}/alerts/${alertId}?tab=guide`);
    await page.getByText("0 of 18 steps done").waitFor(patience);
    await page.keyboard.press("j");
    await page.keyboard.press("x");
    await page.getByText("1 of 18 steps done").waitFor(patience);

    const second = page.getByRole("region", { name: "Step 2", exact: true });
    await second.getByRole("button", { name: "Write: Finding" }).click();
    await second
      .getByRole("textbox", { name: "Finding" })
      .fill("Came from **itself** <img src=x onerror=alert(1)>");
    await second.getByRole("button", { name: "Save and mark done" }).click();
    await second.locator("strong", { hasText: "itself" }).waitFor(patience);
    expect(await second.locator("img").count()).toBe(0);
    await page.getByText("2 of 18 steps done").waitFor(patience);

    const osquery = page.locator("section").filter({ hasText: "Osquery - DNS cache" }).last();
    await osquery.getByRole("button", { name: "Write: Answer" }).click();
    await osquery.getByRole("textbox", { name: "Answer" }).fill("evil.example");
    await osquery.getByRole("button", { name: "Save and mark done" }).click();
    await osquery.getByText("evil.example").waitFor(patience);

    // Another browser sees the same.
    const other = await pages.open(`${server.url}/alerts/${alertId}?tab=guide`);
    await other.page.getByText("2 of 18 steps done").waitFor(patience);

    const saved = async (format: string): Promise<string> => {
      await page.getByRole("button", { name: "Export report" }).click();
      const download = page.waitForEvent("download", patience);
      await page.getByRole("menuitem", { name: format }).click();
      return readFile(await (await download).path(), "utf8");
    };
    const markdown = await saved("As Markdown");
    expect(markdown).toContain("# Remote Execution via File Shares on WORKSTATION5");
    expect(markdown).toContain("  > Came from **itself** <img src=x onerror=alert(1)>");
    expect(markdown).toContain("  > evil.example");
    expect(markdown).toContain(`| SHA-256 | \`${sha256}\` |`);
    expect(markdown).toContain(`| Address | \`${source}\` |`);
    expect(markdown).toContain("| Service | `tbbd05` |");
    const html = await saved("As HTML");
    expect(html).toContain("&lt;img src=x onerror=alert(1)&gt;");
    expect(html).not.toMatch(/<script|<img/);
  });

  it("speaks Chinese", { timeout: 120_000 }, async () => {
    const { server, alertId } = await attacked();
    const { page } = await pages.open(`${server.url}/alerts/${alertId}?tab=guide`, { language: "zh-CN" });
    await page.getByText("已完成 0/18 步").waitFor(patience);
    expect(await rowTexts(page, "进程树")).toHaveLength(4);
    await panel(page, "谁进来的").getByText("没有任何登录数据源发送身份验证事件").waitFor(patience);
    expect(await rowTexts(page, "主机上安装的服务")).toEqual([expect.stringContaining("tbbd05")]);
  });
});

describe.skipIf(skipsPages)("the process tree", () => {
  it("is a tree by keys, a graph, and lanes over time", { timeout: 120_000 }, async () => {
    const { server } = await attacked();
    const entity = encodeURIComponent("{e2c04bb9-08dd-60c4-deb8-400100000000}");
    const { page } = await pages.open(`${server.url}/processes?host=workstation5&entity=${entity}`);
    const tree = page.getByRole("tree", { name: "Processes" });
    await tree.getByRole("treeitem", { name: `${tool} 7004` }).waitFor(patience);
    expect(await tree.getByRole("treeitem").allInnerTexts()).toHaveLength(4);
    await tree.focus();
    await page.keyboard.press("ArrowDown");
    await page.getByRole("region", { name: "Details of conhost.exe" }).waitFor(patience);
    await page.keyboard.press("Home");
    await page.keyboard.press("ArrowLeft");
    expect(await tree.getByRole("treeitem").count()).toBe(1);
    await page.keyboard.press("ArrowRight");
    await page.keyboard.press("ArrowRight");
    const details = page.getByRole("region", { name: "Details of cmd.exe" });
    await details.getByRole("button", { name: "Files 1" }).click();
    await details.getByText("pipe\\334485").or(details.getByText("\\334485")).first().waitFor(patience);
    const graph = page.getByRole("region", { name: "Graph of processes" });
    await graph.getByText("cmd.exe").waitFor(patience);
    await page.getByText("Over time").click();
    const lanes = page.getByRole("region", { name: "Processes over time" });
    expect(await lanes.getByRole("button").count()).toBe(4);
    expect(new URL(page.url()).searchParams.get("view")).toBe("lanes");
  });

  it("loads children when asked, and stays quick with five thousand", { timeout: 180_000 }, async () => {
    const server = await servers.start({ rules: [servers.scratch.path] });
    const startMs = server.clock.nowMs() - 600_000;
    const start = (at: number, parent: number | undefined) =>
      JSON.stringify({
        "@timestamp": new Date(startMs + at * 50).toISOString(),
        host: { id: "h1", name: "WS-1" },
        event: { category: ["process"], type: ["start"] },
        process: {
          entity_id: `p${at}`,
          pid: 1_000 + at,
          name: `proc-${at}.exe`,
          ...(parent === undefined ? {} : { parent: { entity_id: `p${parent}` } }),
        },
      });
    const width = 16;
    const count = 5_000;
    await ship(
      Array.from({ length: count }, (_, at) =>
        start(at, at === 0 ? undefined : Math.floor((at - 1) / width)),
      ),
      { url: server.url, index: "logs-test-default" },
    );
    const { page } = await pages.open(`${server.url}/processes?host=h1&entity=p0`);
    const tree = page.getByRole("tree", { name: "Processes" });
    // Three generations: 16, 256 and 4,096 of them, of which the last ones have children that are not loaded.
    await page
      .getByText("4,369 processes")
      .or(page.getByText("4369 processes"))
      .waitFor({ timeout: 120_000 });
    await tree.focus();
    await page.keyboard.press("End");
    await page.getByRole("region", { name: /^Details of proc-/ }).waitFor(patience);
    // Only what is in view exists, in the table and in the graph.
    expect(await tree.getByRole("treeitem").count()).toBeLessThan(80);
    const graph = page.getByRole("region", { name: "Graph of processes" });
    await graph.locator(".react-flow__node").first().waitFor(patience);
    expect(await graph.locator(".react-flow__node").count()).toBeLessThan(400);
    await page.keyboard.press("Home");
    await page.keyboard.press("ArrowDown");
    await page.keyboard.press("ArrowDown");
    await page.keyboard.press("ArrowDown");
    const waiting = tree.getByRole("treeitem").filter({ hasText: "+16" }).first();
    await waiting.getByRole("button").click();
    await page.getByText("4,385 processes").or(page.getByText("4385 processes")).waitFor(patience);
  });
});
