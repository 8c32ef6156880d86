import type { Page } from "playwright-core";
import { describe, expect, it } from "vitest";
import { ship } from "../packages/server/src/serve/shipped-events.test-support.ts";
import { type WholeServer, wholeServers } from "../packages/server/src/serve/whole-server.test-support.ts";
import {
  onlyAlert,
  replayAttack,
  sharedAttackedServer,
  startAttacked,
} from "./attacked-server.test-support.ts";
import { skipsPages, testPages } from "./pages.test-support.ts";

const servers = wholeServers();
const attacked = sharedAttackedServer();
const pages = testPages();

async function get(server: WholeServer, path: string): Promise<Readonly<Record<string, unknown>>> {
  return (await (await fetch(server.url + path)).json()) as Readonly<Record<string, unknown>>;
}

const host = { name: "WS-17", id: "ws-17", os: { type: "windows" } };
const hostilePath = `C:\\Temp\\<script>document.title='broken'</script>'; calc #$(calc)\`calc\`"\u202eexe.exe`;

/** A file that came over a share and was started, whose name would like to be more than a name. */
const hostileEvents = [
  {
    "@timestamp": "2026-06-08T11:59:50.000Z",
    event: { category: ["file"], type: ["creation"], id: "1" },
    host,
    process: { pid: 4 },
    file: { path: hostilePath, extension: "exe" },
  },
  {
    "@timestamp": "2026-06-08T11:59:51.300Z",
    event: { category: ["process"], type: ["start"], id: "2" },
    host,
    process: {
      pid: 4711,
      executable: hostilePath,
      name: "<img src=x onerror=alert(1)>",
      command_line: "javascript:alert(1) {{process}} $t(copy)",
    },
    user: { name: "<b>mia</b>" },
  },
];

/** A server that has seen these two events alone. */
async function hostileServer(): Promise<{ readonly server: WholeServer; readonly alertId: string }> {
  const server = await servers.start();
  const [file, process] = hostileEvents;
  await ship([JSON.stringify(file)], { url: server.url, index: "logs-endpoint.events.file-default" });
  await ship([JSON.stringify(process)], { url: server.url, index: "logs-endpoint.events.process-default" });
  return { server, alertId: await onlyAlert(server) };
}

async function openTab(page: Page, name: string): Promise<void> {
  await page.getByRole("tab", { name, exact: true }).click();
}

// The recorded attack is mapped and judged anew for each of these.
describe.skipIf(skipsPages)("one alert", { timeout: 90_000 }, () => {
  it("says what happened, over which time, and why it matched", async () => {
    const { server, alertId } = await attacked();
    const { page } = await pages.open(`${server.url}/alerts/${alertId}`);
    const sentence = page.getByTestId("sentence");
    await sentence.waitFor();
    expect(await sentence.textContent()).toMatch(
      /^On WORKSTATION5, the file C:\\Windows\\b6a1458f396\.exe, written over a file share at \d\d:\d\d:\d\d, was started 72 ms later as b6a1458f396\.exe by cmd\.exe, by user NT AUTHORITY\\SYSTEM\.$/,
    );
    await page.getByText("72 ms of at most 1 min").waitFor();
    await page.getByText("+72 ms").waitFor();
    await page.getByRole("link", { name: "Lateral Movement (TA0008)" }).waitFor();

    await openTab(page, "Why it matched");
    const first = page.getByRole("region", { name: "Stage 1" });
    await first.getByText("process.pid == 4").waitFor();
    expect(await first.getByRole("img", { name: "not evaluated" }).count()).toBe(1);
    const second = page.getByRole("region", { name: "Stage 2" });
    await second.getByRole("button", { name: "any of · 22 clauses" }).click();
    expect(await second.getByRole("img", { name: "does not hold" }).count()).toBeGreaterThan(4);
    expect(new URL(page.url()).searchParams.get("tab")).toBe("why");
    const marked = page
      .getByRole("region", { name: "Query of the rule" })
      .locator('mark[data-verdict="true"]');
    expect(await marked.first().textContent()).toBe("file");

    await openTab(page, "Events");
    const event = page.getByRole("region", { name: "Event 2" });
    await event.getByText("b6a1458f396.exe").first().waitFor();
    await event.getByText("Fields", { exact: true }).click();
    await event.getByRole("searchbox").fill("imphash");
    await event.getByText("93a138801d9601e4c36e6274c8b9d111").first().waitFor();
    await event.getByText("JSON", { exact: true }).click();
    await event.getByText('"entity_id"').first().waitFor();
  });

  it("keeps notes and triage, and shows at once what somebody else has changed", async () => {
    const { server, alertId } = await hostileServer();
    const { page } = await pages.open(`${server.url}/alerts/${alertId}`);
    const { page: other } = await pages.open(`${server.url}/alerts/${alertId}`, { language: "zh-CN" });
    await other.getByRole("button", { name: "状态：未处理" }).waitFor();
    await page.getByRole("textbox", { name: "Write a note" }).fill("Looks **bad** <script>x</script>");
    await page.getByRole("button", { name: "Save note" }).click();
    await other.locator("strong", { hasText: "bad" }).waitFor();
    expect(await page.getByRole("article").textContent()).toContain("<script>x</script>");

    await page.getByRole("button", { name: "Status: Open" }).waitFor();
    await page.getByRole("heading", { level: 1 }).click();
    await page.keyboard.press("a");
    await other.getByRole("button", { name: "状态：已确认" }).waitFor();
    await page.keyboard.press("c");
    await page.getByRole("menuitem", { name: "True positive" }).click();
    await other.getByRole("button", { name: "状态：已关闭" }).waitFor();
    await openTab(page, "History");
    await page.getByText("Set to Closed: True positive").waitFor();
    await page.getByText("Wrote a note").waitFor();
  });

  it("tries an exception before it is saved, and then alerts no more", async () => {
    const { server, alertId } = await startAttacked(servers);
    const { page } = await pages.open(`${server.url}/alerts/${alertId}`);
    await page.getByRole("button", { name: "Add exception" }).click();
    const form = page.getByRole("dialog");
    await form.getByText("Choose a field of the alert, or write an entry.").waitFor();
    expect(await form.getByRole("button", { name: "Save exception" }).isDisabled()).toBe(true);
    await form.getByRole("button", { name: "Add process.executable" }).click();
    await form.getByText("It would have silenced this alert.").waitFor();
    await form.getByText("1 of 1 alerts.").waitFor();
    // In the first stage no event has this value as its program.
    await form.getByRole("radio", { name: "One stage of the sequence" }).check();
    await form.getByRole("combobox", { name: "Stage", exact: true }).click();
    await page.getByRole("option", { name: "Stage 1" }).click();
    await form.getByText("It would not have silenced this alert.").waitFor();
    await form.getByRole("radio", { name: "This rule" }).check();
    await form.getByText("It would have silenced this alert.").waitFor();
    await form.getByRole("button", { name: "Save exception" }).click();
    await page.getByText("The exception is saved").waitFor();
    await page.getByRole("button", { name: "Status: Closed" }).waitFor();

    server.clock.advance(3_600_000);
    await replayAttack(server);
    expect((await get(server, "/api/v1/alerts"))["total"]).toBe(1);
  });

  it("silences all rules with one exception", async () => {
    const { server, alertId } = await hostileServer();
    const rule = {
      ...{ rule_id: "other", name: "Another rule", description: "A test.", type: "eql", language: "eql" },
      ...{ query: "process where process.pid == 4711", index: ["logs-*"], severity: "low", risk_score: 21 },
      enabled: true,
    };
    const made = await fetch(`${server.url}/api/v1/rules`, {
      method: "POST",
      headers: { "Content-Type": "application/json" },
      body: JSON.stringify({ rule }),
    });
    expect(made.status, await made.text()).toBeLessThan(300);
    await expect.poll(() => server.detection.ruleSet.current().rules.length, { timeout: 20_000 }).toBe(2);
    const { page } = await pages.open(`${server.url}/alerts/${alertId}`);
    await page.getByRole("button", { name: "Add exception" }).click();
    const form = page.getByRole("dialog");
    await form.getByRole("button", { name: "Add host.name" }).click();
    await form.getByRole("radio", { name: "All rules" }).check();
    await form.getByText("It would have silenced this alert.").waitFor();
    await form.getByRole("button", { name: "Save exception" }).click();
    await page.getByText("The exception is saved").waitFor();

    const again = (name: string) =>
      hostileEvents.map((event) => ({
        ...event,
        "@timestamp": event["@timestamp"].replace(":59:", ":58:"),
        host: { ...host, id: name, name },
        event: { ...event.event, id: `${name} ${event.event.id}` },
      }));
    for (const name of [host.name, "WS-18"]) {
      for (const event of again(name)) {
        const kind = event.event.category[0];
        await ship([JSON.stringify(event)], {
          url: server.url,
          index: `logs-endpoint.events.${kind}-default`,
        });
      }
    }
    await server.detection.live?.caughtUp();
    // Both rules see the other host alone.
    const { alerts } = (await get(server, "/api/v1/alerts")) as {
      alerts: readonly { readonly rule_id: string; readonly hosts: readonly string[] }[];
    };
    const raised = alerts.filter(({ hosts }) => hosts.includes("WS-18"));
    expect(raised.map(({ rule_id }) => rule_id).toSorted()).toHaveLength(2);
    expect(alerts).toHaveLength(3);
  });

  it("says how to respond, keeps what is done, and sweeps all events", async () => {
    const { server, alertId } = await attacked();
    const { page } = await pages.open(`${server.url}/alerts/${alertId}?tab=response`);
    await page.getByText("Nothing is executed from here").waitFor();
    const stop = page.getByRole("region", { name: "Text: Stop the process and what it started" });
    expect(await stop.textContent()).toContain("@{ Id = 7004; Path = 'C:\\Windows\\b6a1458f396.exe' }");
    const remove = page.getByRole("region", { name: "Text: Set the file aside" });
    expect(await remove.textContent()).toContain(
      "Sha256 = '5ddc0abc2c0da8195b7832ea1c27e0ebe6f2cc4eb379fefeebfbfd93df12a181'",
    );
    await page.getByRole("checkbox", { name: "Step 2 is done" }).check();
    await page.getByText("1 of 10 done").waitFor();
    const { steps } = await get(server, `/api/v1/alerts/${alertId}/steps`);
    expect(steps).toMatchObject([{ step: "response-2", done: true }]);

    await page.getByRole("button", { name: "Sweep all events" }).click();
    const found = page.getByRole("table", { name: "Hosts with these indicators" });
    await found.getByText("WORKSTATION5").waitFor();
    const explore = await found.getByRole("link", { name: "Explore" }).first().getAttribute("href");
    expect(new URL(explore ?? "", server.url).searchParams.get("query")).toContain(
      'any where host.name == "WORKSTATION5" and (',
    );
    const [download] = await Promise.all([
      page.waitForEvent("download"),
      page.getByRole("button", { name: "STIX 2.1" }).click(),
    ]);
    expect(download.suggestedFilename()).toMatch(/\.stix\.json$/);
  });

  it("shows hostile values as the texts that they are", async () => {
    const { server, alertId } = await hostileServer();
    const { page } = await pages.open(`${server.url}/alerts/${alertId}`);
    const sentence = page.getByTestId("sentence");
    await sentence.waitFor();
    const text = (await sentence.textContent()) ?? "";
    expect(text).toContain("<script>document.title='broken'</script>");
    expect(text).toContain("<U+202E>");
    expect(text).toContain("by user <b>mia</b>");
    for (const tab of ["Why it matched", "Events", "Response", "History"]) {
      await openTab(page, tab);
      await page.getByRole("tabpanel").waitFor();
    }
    await openTab(page, "Events");
    const event = page.getByRole("region", { name: "Event 2" });
    await event.getByText("javascript:alert(1) {{process}} $t(copy)").waitFor();
    await openTab(page, "Response");
    const remove = page.getByRole("region", { name: "Text: Set the file aside" });
    expect(await remove.textContent()).toContain(
      `@{ Path = ('' + 'C:\\Temp\\<script>document.title=''broken''</script>''; calc #$(calc)\`calc\`"' + [char]8238 + 'exe.exe'); Sha256 = $null }`,
    );
    expect(await page.title()).not.toBe("broken");
    expect(await page.locator("main script, main img").count()).toBe(0);
  });

  it("leads to the next alert of the list that it was opened from", async () => {
    const server = await servers.start();
    const events = [0, 1].flatMap((minute) =>
      hostileEvents.map((event) => ({
        ...event,
        "@timestamp": event["@timestamp"].replace(":59:", `:${57 + minute}:`),
        host: { ...host, id: `ws-${minute}`, name: `WS-${minute}` },
        event: { ...event.event, id: `${minute} ${event.event.id}` },
      })),
    );
    for (const event of events) {
      const kind = event.event.category[0];
      await ship([JSON.stringify(event)], { url: server.url, index: `logs-endpoint.events.${kind}-default` });
    }
    await server.detection.live?.caughtUp();
    const { alerts } = (await get(server, "/api/v1/alerts")) as {
      alerts: readonly { readonly id: string }[];
    };
    const [newest, oldest] = alerts.map(({ id }) => id);
    const { page } = await pages.open(`${server.url}/alerts/${newest}?list=severity%3Dmedium`);
    await page.getByTestId("sentence").waitFor();
    expect(await page.getByRole("button", { name: "Newer alert" }).isDisabled()).toBe(true);
    await page.getByRole("button", { name: "Older alert" }).click();
    await page.waitForURL(`**/alerts/${oldest}?**`);
    await page.getByRole("button", { name: "Newer alert" }).click();
    await page.waitForURL(`**/alerts/${newest}?**`);
  });
});
