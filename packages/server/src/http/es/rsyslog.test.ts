import { type ChildProcess, spawn } from "node:child_process";
import { existsSync } from "node:fs";
import { appendFile, mkdir, mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, describe, expect, it } from "vitest";
import { storedDocuments } from "../../ingest/ingest.test-support.ts";
import { OperationalError } from "../../platform/operational-error.ts";
import { startEsServer } from "./es-server.test-support.ts";

const rsyslogd = ["/usr/sbin/rsyslogd", "/sbin/rsyslogd", "/usr/local/sbin/rsyslogd"].find(existsSync);
const modules = [
  "/usr/lib/x86_64-linux-gnu/rsyslog",
  "/usr/lib/aarch64-linux-gnu/rsyslog",
  "/usr/lib64/rsyslog",
  "/usr/lib/rsyslog",
].find((folder) => existsSync(join(folder, "omelasticsearch.so")));
const isThere = rsyslogd !== undefined && modules !== undefined;
const reason = isThere
  ? ""
  : " (skipped: there is no rsyslogd with omelasticsearch; on Debian it is rsyslog-elasticsearch)";
if (!isThere && process.env["EQLITE_REQUIRE_RSYSLOG"] === "1")
  throw new Error(`rsyslog is required here${reason}`);

let child: ChildProcess | undefined;
let folder: string | undefined;

afterEach(async () => {
  if (child !== undefined && child.exitCode === null) {
    const ended = new Promise((resolve) => child?.once("exit", resolve));
    child.kill("SIGKILL");
    await ended;
  }
  child = undefined;
  if (folder !== undefined) await rm(folder, { recursive: true, force: true });
  folder = undefined;
});

/** What docs/guide/shippers-handshake.md shows, with a file as its source. */
function configuration(port: number, inFolder: string): string {
  return `
global(workDirectory="${inFolder}/work")
module(load="${modules}/imfile" mode="inotify")
module(load="${modules}/omelasticsearch")

template(name="time" type="string" string="%timereported:::date-rfc3339%")
template(name="event" type="subtree" subtree="$!")
# Each message has an id that stays when it is sent again, so that it is stored once.
template(name="id" type="list") { property(name="$.id") }

ruleset(name="ship") {
  if strlen($.omes!_id) > 0 then {
    # It comes back, as the document that it was.
    set $.id = $.omes!_id;
  } else {
    set $.id = $uuid;
    set $!@timestamp = exec_template("time");
    set $!message = $msg;
    set $!event!kind = "event";
    set $!event!module = "syslog";
    set $!host!name = $hostname;
  }
  action(type="omelasticsearch"
    server="127.0.0.1" serverport="${port}"
    searchIndex="logs-syslog-default" searchType=""
    bulkmode="on" writeoperation="create" bulkid="id" dynbulkid="on" template="event"
    retryfailures="on" retryruleset="ship"
    errorFile="${inFolder}/errors"
    queue.type="linkedList" queue.dequeueBatchSize="50"
    action.resumeRetryCount="-1" action.resumeInterval="1")
}

input(type="imfile" file="${inFolder}/source.log" tag="app" ruleset="ship")
`;
}

async function startRsyslog(
  port: number,
): Promise<{ readonly write: (lines: readonly string[]) => Promise<void> }> {
  folder = await mkdtemp(join(tmpdir(), "eqlite-rsyslog-"));
  await mkdir(join(folder, "work"));
  const source = join(folder, "source.log");
  await writeFile(source, "");
  await writeFile(join(folder, "rsyslog.conf"), configuration(port, folder));
  child = spawn(rsyslogd ?? "", ["-n", "-f", join(folder, "rsyslog.conf"), "-i", join(folder, "pid")], {
    stdio: "ignore",
  });
  return { write: (lines) => appendFile(source, lines.map((line) => `${line}\n`).join("")) };
}

async function until(condition: () => boolean): Promise<void> {
  const deadline = performance.now() + 20_000;
  while (!condition() && performance.now() < deadline)
    await new Promise((resolve) => setTimeout(resolve, 20));
}

const numbered = (from: number, to: number): readonly string[] =>
  Array.from({ length: to - from }, (_, i) => `line ${from + i}: "quoted" \\ and ü`);

describe.skipIf(!isThere)(`rsyslog${reason}`, () => {
  it("ships what is written to a file, in bulk", async () => {
    const { port, store, seen } = await startEsServer();
    const { write } = await startRsyslog(port);
    const lines = numbered(0, 300);
    await write(lines);
    await until(() => storedDocuments(store).length >= lines.length);
    const stored = storedDocuments(store, "logs-syslog-default");
    expect(stored.map(({ message }) => message)).toEqual(lines);
    expect(stored[0]).toMatchObject({ event: { kind: "event" }, "@timestamp": expect.stringMatching(/^20/) });
    expect(new Set(seen.map(({ path }) => path.split("?")[0]))).toContain("/_bulk");
  });

  it("loses nothing while there is no room", async () => {
    const { port, store, ingest } = await startEsServer();
    store.failure = new OperationalError("disk-full", "the disk is full");
    const { write } = await startRsyslog(port);
    const lines = numbered(0, 120);
    await write(lines);
    await until(() => ingest.counts().rejectedRequests > 1);
    store.failure = undefined;
    const messages = (): Set<unknown> => new Set(storedDocuments(store).map(({ message }) => message));
    await until(() => messages().size >= lines.length);
    expect(messages()).toEqual(new Set(lines));
    expect(
      existsSync(join(folder ?? "", "errors")) ? await readFile(join(folder ?? "", "errors"), "utf8") : "",
    ).toBe("");
  });
});
