import type { QueryOf } from "../../shared/api/call.ts";
import type { EventQuery, EventTest } from "../../shared/events-query/event-query.ts";
import type { ProcessTreeQuery } from "../../shared/processes/process-queries.ts";
import { type AlertSubject, type AlertUser, isPersonal } from "./alert-subject.ts";
import { investigateLimits as limits } from "./investigate-limits.ts";

// What panels ask for: plain data, made of the alert alone, each bounded in time and number.

export function hostTest({ host }: Pick<AlertSubject, "host">): EventTest | undefined {
  if (host.id !== undefined) return { field: "host.id", oneOf: [host.id] };
  return host.name === undefined ? undefined : { field: "host.name", oneOf: [host.name] };
}

/** Event codes of Windows for log-ons, refused ones and those with other credentials; others say it by category. */
const logonTest: EventTest = {
  any: [
    { field: "event.code", oneOf: ["4624", "4625", "4648"] },
    { field: "event.category", oneOf: ["authentication"] },
  ],
};

const shareTest: EventTest = {
  any: [
    { field: "event.code", oneOf: ["5140", "5145"] },
    {
      all: [
        { field: "event.category", oneOf: ["file"] },
        { field: "process.pid", oneOf: [4] },
      ],
    },
    {
      all: [
        { field: "event.category", oneOf: ["network"] },
        { field: "destination.port", oneOf: [445] },
      ],
    },
  ],
};

/** Log-ons on the alert's host around it. */
export function logonsQuery(subject: AlertSubject): EventQuery | undefined {
  return onHost(subject, logonTest, {
    fromMs: subject.firstMs - limits.beforeMs,
    toMs: subject.lastMs + limits.shortlyAfterMs,
    size: limits.logons,
  });
}

/** What came over shares: who opened them from where, and what the kernel wrote for a client. */
export function sharesQuery(subject: AlertSubject): EventQuery | undefined {
  return onHost(subject, shareTest, {
    fromMs: subject.firstMs - limits.beforeMs,
    toMs: subject.lastMs + limits.shortlyAfterMs,
    size: limits.shareAccesses,
  });
}

/** Whether there are log-ons at all: of this host at other times, and of any host at this time. */
export function logonPresence(subject: AlertSubject): {
  readonly ofHost: EventQuery | undefined;
  readonly ofAny: EventQuery;
} {
  const week = 7 * 24 * 3_600_000;
  return {
    ofHost: onHost(subject, logonTest, {
      fromMs: subject.firstMs - week,
      toMs: subject.lastMs + week,
      size: 1,
    }),
    ofAny: {
      test: logonTest,
      fromMs: subject.firstMs - limits.beforeMs,
      toMs: subject.lastMs + limits.afterMs,
      size: 1,
      order: "newest-first",
    },
  };
}

/** Log-ons to the alert's host after it, by anybody. */
export function logonsAfterQuery(subject: AlertSubject): EventQuery | undefined {
  return onHost(subject, logonTest, {
    fromMs: subject.lastMs,
    toMs: subject.lastMs + limits.afterMs,
    size: limits.logons,
    order: "oldest-first",
  });
}

/** Log-ons of accounts elsewhere, after the alert. Undefined where no account of a person is known. */
export function accountsElsewhereQuery(
  subject: AlertSubject,
  accounts: readonly AlertUser[],
): EventQuery | undefined {
  const names = [...new Set(accounts.filter(isPersonal).map(({ name }) => name))].slice(0, 20);
  const host = hostTest(subject);
  if (names.length === 0 || host === undefined) return undefined;
  return {
    test: {
      all: [
        logonTest,
        {
          any: [
            { field: "user.name", oneOf: names },
            { field: "user.target.name", oneOf: names },
          ],
        },
        { not: host },
      ],
    },
    fromMs: subject.firstMs - limits.beforeMs,
    toMs: subject.lastMs + limits.afterMs,
    size: limits.logons,
    order: "oldest-first",
  };
}

/** Connections and look-ups of the alert's process. */
export function networkQuery(subject: AlertSubject, entityIds: readonly string[]): EventQuery | undefined {
  const process = namedProcesses(subject, entityIds);
  if (process === undefined) return undefined;
  return {
    test: {
      all: [
        process,
        {
          any: [{ field: "event.category", oneOf: ["network"] }, { exists: "dns.question.name" }],
        },
      ],
    },
    fromMs: subject.firstMs - limits.beforeMs,
    toMs: subject.lastMs + limits.afterMs,
    size: limits.connections,
    order: "oldest-first",
  };
}

/** Registry keys and files that processes changed, which are named by their entity ids. */
export function changesQuery(subject: AlertSubject, entityIds: readonly string[]): EventQuery | undefined {
  const process = namedProcesses(subject, entityIds);
  if (process === undefined) return undefined;
  return {
    test: {
      all: [
        process,
        { field: "event.category", oneOf: ["registry", "file"] },
        { not: { field: "event.type", oneOf: ["access"] } },
      ],
    },
    fromMs: subject.firstMs - limits.beforeMs,
    toMs: subject.lastMs + limits.afterMs,
    size: limits.changes,
    order: "oldest-first",
  };
}

/** Services that were installed on the host around the alert. */
export function servicesQuery(subject: AlertSubject): EventQuery | undefined {
  return onHost(
    subject,
    {
      any: [
        { field: "event.code", oneOf: ["4697", "7045"] },
        { field: "event.action", oneOf: ["service-installed"] },
      ],
    },
    {
      fromMs: subject.firstMs - limits.beforeMs,
      toMs: subject.lastMs + limits.afterMs,
      size: limits.services,
      order: "oldest-first",
    },
  );
}

/** The tree of the alert's process. */
export function treeQuery(subject: AlertSubject): ProcessTreeQuery | undefined {
  const place = subject.process?.place;
  if (place === undefined) return undefined;
  if (place.entity === undefined && (place.host === undefined || place.at === undefined)) return undefined;
  return {
    ...place,
    from: new Date(subject.firstMs - limits.relatedMs).toISOString(),
    to: new Date(subject.lastMs + limits.afterMs).toISOString(),
    depth: limits.treeDepth,
    most: limits.treeProcesses,
  };
}

/** Other alerts of the same host, and of the same users, within 48 hours of this one. */
export function relatedAlertQueries(subject: AlertSubject): {
  readonly ofHost: QueryOf<"GET /api/v1/alerts"> | undefined;
  readonly ofUsers: QueryOf<"GET /api/v1/alerts"> | undefined;
} {
  const times = {
    from: new Date(subject.raisedMs - limits.relatedMs).toISOString(),
    to: new Date(subject.raisedMs + limits.relatedMs).toISOString(),
    per_page: limits.relatedAlerts,
    fields: "summary" as const,
  };
  const host = subject.host.name ?? subject.host.id;
  const users = subject.users.map(({ name }) => name);
  return {
    ofHost: host === undefined ? undefined : { ...times, host: [host] },
    ofUsers: users.length === 0 ? undefined : { ...times, user: users },
  };
}

/** By what the alert's file and program are looked for on all hosts. */
export function seenValues(
  subject: AlertSubject,
): readonly { readonly field: string; readonly value: string }[] {
  const process = subject.process;
  const of = (field: string, values: readonly (string | undefined)[]) =>
    [...new Set(values)].flatMap((value) => (value === undefined || value === "" ? [] : [{ field, value }]));
  return [
    // One kind of hash tells as much as all of them; the first is the strongest.
    ...subject.hashes.slice(0, 1).flatMap(({ kind, value }) => [
      { field: `process.hash.${kind}`, value },
      { field: `file.hash.${kind}`, value },
    ]),
    ...of("process.name", [process?.name]),
    ...of("process.executable", [process?.executable]),
    ...of("file.name", subject.files.names),
    ...of("file.path", subject.files.paths),
  ];
}

/** Processes by their ids, or else the alert's own. */
function namedProcesses(subject: AlertSubject, entityIds: readonly string[]): EventTest | undefined {
  const ids = [...new Set(entityIds)].slice(0, limits.namedProcesses);
  if (ids.length === 0) return processTest(subject);
  const named: EventTest = { field: "process.entity_id", oneOf: ids };
  // An entity id is of one host: the store passes over what is only of others. Some events know the host by one of both alone.
  const { id, name } = subject.host;
  const host: EventTest[] = [
    ...(id === undefined ? [] : [{ field: "host.id", oneOf: [id] }]),
    ...(name === undefined ? [] : [{ field: "host.name", oneOf: [name] }]),
  ];
  return host.length === 0 ? named : { all: [{ any: host }, named] };
}

export function processTest({ process }: Pick<AlertSubject, "process">): EventTest | undefined {
  const place = process?.place;
  if (place?.entity !== undefined) return { field: "process.entity_id", oneOf: [place.entity] };
  if (place?.pid === undefined || place.host === undefined) return undefined;
  return {
    all: [
      {
        any: [
          { field: "host.id", oneOf: [place.host] },
          { field: "host.name", oneOf: [place.host] },
        ],
      },
      { field: "process.pid", oneOf: [place.pid] },
    ],
  };
}

function onHost(
  subject: AlertSubject,
  test: EventTest,
  bounds: { fromMs: number; toMs: number; size: number; order?: EventQuery["order"] },
): EventQuery | undefined {
  const host = hostTest(subject);
  if (host === undefined) return undefined;
  return { order: "newest-first", ...bounds, test: { all: [host, test] } };
}
