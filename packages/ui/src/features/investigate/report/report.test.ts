import { describe, expect, it } from "vitest";
import type { SearchHit } from "../../../shared/api/search-events.ts";
import { shareAlert, writtenMs } from "../alert.test-support.ts";
import { indicatorsOf, type Report, timeLineOf } from "./report.ts";
import { reportHtml } from "./report-html.ts";
import { reportMarkdown } from "./report-markdown.ts";
import type { ReportWords } from "./report-words.ts";

const words: ReportWords = {
  language: "en",
  alert: "Alert",
  events: "Events",
  timeLine: "Time line",
  findings: "Findings",
  notes: "Notes",
  indicators: "Indicators",
  done: "Done",
  open: "Open",
  noFindings: "None.",
  noNotes: "No notes.",
  noIndicators: "No indicators.",
  time: "Time",
  what: "What",
  type: "Type",
  value: "Value",
  types: { sha256: "SHA-256" },
};

const evil = "<img src=x onerror=alert(1)>\"'`|](javascript:alert(1))\n# x\u202e";
const hostile: Report = {
  title: evil,
  facts: [{ label: evil, value: evil }],
  events: [{ title: evil, facts: [{ label: evil, value: evil }] }],
  timeLine: [{ time: evil, text: evil }],
  findings: [{ step: evil, isDone: true, finding: evil, by: evil }],
  notes: [{ text: evil, by: evil }],
  indicators: [{ type: "file-name", value: evil }],
  madeBy: evil,
};

describe("a report as HTML", () => {
  it("has nothing in it that runs or loads, whatever events and people wrote", () => {
    const html = reportHtml(hostile, words);
    expect(html.match(/<[a-z][^>]*>/gi)?.filter((tag) => !allowed.test(tag))).toEqual([]);
    expect(html).not.toMatch(/<img|<script|\u202e/);
    expect(html).toContain("&lt;img src=x onerror=alert(1)&gt;&quot;&#39;");
    expect(html).toContain(`content="default-src 'none'; style-src 'unsafe-inline'"`);
  });
});

const allowed =
  /^<(html lang="en"|head|meta [^<>]*|title|style|body|h1|h2|h3|dl|dt|dd|table|thead|tbody|tr|th|td|p|p class="by"|pre|footer)>$/;

describe("a report as Markdown", () => {
  it("keeps its form, whatever events and people wrote", () => {
    const lines = reportMarkdown(hostile, words).split("\n");
    expect(lines.filter((line) => /^#{1,6} /.test(line))).toEqual([
      expect.stringMatching(/^# \\<img/),
      "## Alert",
      "## Events",
      expect.stringMatching(/^### \\<img/),
      "## Time line",
      "## Findings",
      "## Notes",
      "## Indicators",
    ]);
    expect(lines.filter((line) => line.startsWith("|"))).toHaveLength(6);
    expect(lines).toContainEqual(expect.stringMatching(/^ {2}> # x[^\u202e]+$/));
  });

  it("says what there is not", () => {
    const empty = { ...hostile, findings: [], notes: [], indicators: [] };
    const markdown = reportMarkdown(empty, words);
    for (const said of ["None.", "No notes.", "No indicators."]) expect(markdown).toContain(said);
  });
});

const hit = (ms: number, source: object): SearchHit => ({
  _index: "logs",
  _id: String(ms),
  _source: { "@timestamp": new Date(writtenMs + ms).toISOString(), ...source },
});

const evidence = {
  processes: [],
  shares: [
    hit(-10, {
      event: { code: "5145", category: ["network", "file"] },
      file: { name: "TOOL.exe", target_path: "\\\\*\\ADMIN$\\tool.exe" },
      source: { ip: "10.0.0.9" },
      user: { name: "bob", domain: "ACME" },
    }),
    hit(-5, { event: { code: "5145" }, file: { name: "other.txt" }, source: { ip: "10.0.0.8" } }),
  ],
  services: [hit(500, { event: { code: "7045" }, winlog: { event_data: { ServiceName: "svc1" } } })],
  contacts: [
    hit(2_000, { event: { category: ["network"] }, destination: { ip: "203.0.113.5", port: 443 } }),
    hit(2_100, { dns: { question: { name: "evil.example" }, resolved_ip: ["203.0.113.6", "127.0.0.1"] } }),
  ],
};

it("indicators are those of the alert and of what was found", () => {
  expect(indicatorsOf(shareAlert(), evidence).map(({ type, value }) => `${type} ${value}`)).toEqual([
    "sha256 ab",
    "file-path C:\\tool.exe",
    "file-name tool.exe",
    "address 10.0.0.9",
    "address 203.0.113.5",
    "address 203.0.113.6",
    "domain evil.example",
    "service svc1",
    "account ACME\\bob",
  ]);
});

it("the time line is in the order of what happened", () => {
  const line = timeLineOf(shareAlert(), [], evidence, {
    sentence: (fields) => fields.first("event.code", "dns.question.name", "destination.ip") ?? "",
    started: () => "",
    raised: "raised",
    time: (time) => String(Number(time) - writtenMs),
  });
  expect(line.map(({ time, text }) => `${time} ${text}`)).toEqual([
    "-10 5145",
    "500 7045",
    "2000 203.0.113.5",
    "2100 evil.example",
    "5000 raised",
  ]);
});
