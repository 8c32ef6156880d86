import { describe, expect, it } from "vitest";
import { eqlOf } from "../../shared/events-query/event-query.ts";
import { shareAlert, writtenMs } from "./alert.test-support.ts";
import { alertSubject } from "./alert-subject.ts";
import { fillMarkdown, fillPlaceholders, markdownCode } from "./fill-placeholders.ts";
import { type GuideBlock, guideParts, guideSteps } from "./guide-parts.ts";
import { investigateLimits as limits } from "./investigate-limits.ts";
import {
  accountsElsewhereQuery,
  changesQuery,
  logonPresence,
  logonsAfterQuery,
  logonsQuery,
  networkQuery,
  relatedAlertQueries,
  seenValues,
  servicesQuery,
  sharesQuery,
  treeQuery,
} from "./panel-queries.ts";
import { pivotQuery } from "./pivot-query.ts";

const subject = shareAlert();
const nothing = alertSubject({ id: "a", document: { "@timestamp": "2026-06-08T12:00:00Z" }, blocks: [] });
const day = 24 * 3_600_000;

describe("what panels ask for", () => {
  const queries = {
    logons: logonsQuery(subject),
    shares: sharesQuery(subject),
    after: logonsAfterQuery(subject),
    elsewhere: accountsElsewhereQuery(subject, subject.users),
    network: networkQuery(subject, ["e2", "e2b"]),
    changes: changesQuery(subject, ["e2", "e3", "e2"]),
    services: servicesQuery(subject),
    presence: logonPresence(subject).ofHost,
  };

  it.each(Object.entries(queries))("%s is bounded in time and number", (_, query) => {
    expect(query).toBeDefined();
    expect(query?.size).toBeLessThanOrEqual(500);
    expect(query?.fromMs).toBeGreaterThanOrEqual(writtenMs - limits.maxSpanMs);
    expect(query?.toMs).toBeLessThanOrEqual(writtenMs + 1_000 + limits.maxSpanMs);
    expect(query?.fromMs).toBeLessThan(query?.toMs ?? 0);
  });

  it("log-ons of the host before the program came and shortly after", () => {
    expect(queries.logons).toMatchObject({
      fromMs: writtenMs - 3_600_000,
      toMs: writtenMs + 1_000 + 600_000,
    });
    expect(eqlOf(queries.logons?.test ?? { all: [] })).toBe(
      'host.id == "h1" and (event.code in ("4624", "4625", "4648") or event.category == "authentication")',
    );
  });

  it("accounts of people elsewhere, not those of the system", () => {
    expect(eqlOf(queries.elsewhere?.test ?? { all: [] })).toContain(
      '(user.name == "ann" or user.target.name == "ann") and (not host.id == "h1")',
    );
    expect(accountsElsewhereQuery(subject, [{ name: "SYSTEM", id: "S-1-5-18" }])).toBeUndefined();
  });

  it("changes of all processes of the tree, each named once", () => {
    expect(eqlOf(queries.changes?.test ?? { all: [] })).toMatch(
      /^\(\(host.id == "h1" or host.name == "[^"]*"\) and process.entity_id in \("e2", "e3"\)\) and /,
    );
    expect(eqlOf(changesQuery(subject, [])?.test ?? { all: [] })).toMatch(/^process.entity_id == "e2" and /);
  });

  it("the tree of the process that was started", () => {
    expect(treeQuery(subject)).toMatchObject({
      host: "h1",
      entity: "e2",
      from: new Date(writtenMs - 2 * day).toISOString(),
    });
  });

  it("alerts of the host and of its users within 48 hours", () => {
    const { ofHost, ofUsers } = relatedAlertQueries(subject);
    expect(ofHost).toMatchObject({
      host: ["WS-1"],
      from: new Date(writtenMs + 5_000 - 2 * day).toISOString(),
      to: new Date(writtenMs + 5_000 + 2 * day).toISOString(),
    });
    expect(ofUsers).toMatchObject({ user: ["ann", "SYSTEM"] });
  });

  it("hash, name and path, as process and as file", () =>
    expect(seenValues(subject)).toEqual([
      { field: "process.hash.sha256", value: "ab" },
      { field: "file.hash.sha256", value: "ab" },
      { field: "process.name", value: "tool.exe" },
      { field: "process.executable", value: "C:\\tool.exe" },
      { field: "file.name", value: "tool.exe" },
      { field: "file.path", value: "C:\\tool.exe" },
    ]));

  it("nothing of an alert that names neither host nor process", () => {
    expect([
      logonsQuery(nothing),
      sharesQuery(nothing),
      networkQuery(nothing, []),
      changesQuery(nothing, []),
      treeQuery(nothing),
      servicesQuery(nothing),
    ]).toEqual([undefined, undefined, undefined, undefined, undefined, undefined]);
  });
});

describe("placeholders", () => {
  it("take the alert's values", () => {
    expect(fillPlaceholders("on {{host.name}} by {{ user.name }}", subject)).toBe("on WS-1 by ann");
    expect(fillPlaceholders("{{no.such}}", subject)).toBe("{{no.such}}");
  });

  it("are code in Markdown, whatever values hold", () => {
    const hostile = { valuesOf: () => ["`](javascript:alert(1)) <b>**x**\n# y"] };
    expect(fillMarkdown("see {{a}}", hostile)).toBe("see `` `](javascript:alert(1)) <b>**x** # y ``");
    expect(markdownCode("a")).toBe("`a`");
  });
});

describe("blocks of a guide as queries", () => {
  const block = (json: object): Extract<GuideBlock, { kind: "investigate" }> => {
    const [step] = guideSteps(
      guideParts(`- x\n  - !{investigate${JSON.stringify({ label: "l", ...json })}}`),
    );
    const [first] = step?.blocks ?? [];
    if (first?.kind !== "investigate") throw new Error("no block");
    return first;
  };
  const provider = (field: string, value: unknown, more: object = {}) => ({
    field,
    value,
    queryType: "phrase",
    ...more,
  });

  it("fill placeholders and turn around what is excluded", () => {
    const pivot = pivotQuery(
      block({
        providers: [
          [provider("host.id", "{{host.id}}", { excluded: true }), provider("event.code", "4624")],
          [
            provider("process.pid", "4", { valueType: "number" }),
            { field: "user.name", queryType: "exists" },
          ],
        ],
        relativeFrom: "now-48h",
        relativeTo: "now+1h",
      }),
      subject,
    );
    if (pivot.kind !== "query") throw new Error("no query");
    expect(eqlOf(pivot.query.test)).toBe(
      '((not host.id == "h1") and event.code == "4624") or (process.pid == 4 and user.name != null)',
    );
    expect(pivot.query.fromMs).toBe(writtenMs - 2 * day);
    expect(pivot.query.toMs).toBe(writtenMs + 1_000 + 3_600_000 + 1);
  });

  it("leave alternatives out that the alert has no value for", () => {
    const some = pivotQuery(
      block({ providers: [[provider("a", "{{no.such}}")], [provider("b", "{{host.id}}")]] }),
      subject,
    );
    expect(some.kind === "query" && eqlOf(some.query.test)).toBe('b == "h1"');
    expect(pivotQuery(block({ providers: [[provider("a", "{{no.such}}")]] }), subject)).toEqual({
      kind: "missing",
      fields: ["no.such"],
    });
  });

  it("reach no further than is allowed", () => {
    const pivot = pivotQuery(
      block({ providers: [[provider("b", "x")]], relativeFrom: "now-10y", relativeTo: "now+10y" }),
      subject,
    );
    if (pivot.kind !== "query") throw new Error("no query");
    expect(pivot.query.fromMs).toBe(writtenMs - limits.maxSpanMs);
    expect(pivot.query.toMs).toBe(writtenMs + 1_000 + limits.maxSpanMs);
  });
});
