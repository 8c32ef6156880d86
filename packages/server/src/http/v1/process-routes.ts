import { OperationalError } from "../../platform/operational-error.ts";
import { loadProcessTree } from "../../processes/load-process-tree.ts";
import { measurePrevalence } from "../../processes/measure-prevalence.ts";
import { processLimits } from "../../processes/process-limits.ts";
import { processEventKinds } from "../../processes/process-node.ts";
import { createEventSearch, type SearchEvents } from "../../processes/search-events.ts";
import { createEventSource } from "../../search/event-source.ts";
import { lookupFields } from "../../stores/segments/lookup-fields.ts";
import type { V1Dependencies } from "./dependencies.ts";
import { isoTimeOrNull } from "./iso-time.ts";
import { fromTime, readTimes, toTime } from "./read-time.ts";
import { type Route, route } from "./route.ts";
import {
  anyText,
  choice,
  described,
  flag,
  list,
  mapOf,
  named,
  nullable,
  object,
  optional,
  text,
  time,
  whole,
  withDefault,
} from "./shape.ts";
import { v1Limits } from "./v1-limits.ts";

const nodeShape = named(
  "ProcessNode",
  object({
    id: described("The entity id, or `pid:<pid>@<start in ms>` where sensors give none.", anyText),
    entity_id: nullable(anyText),
    entity_ids: described("All ids that sensors gave it; some versions of Sysmon give two.", list(anyText)),
    parent_id: nullable(anyText),
    relation: choice(["ancestor", "subject", "descendant"]),
    is_seen: described("Its start is stored; otherwise other events tell of it.", flag),
    pid: nullable(whole()),
    name: nullable(anyText),
    executable: nullable(anyText),
    command_line: nullable(anyText),
    user: nullable(anyText),
    host_id: nullable(anyText),
    host_name: nullable(anyText),
    sha256: nullable(anyText),
    sha1: nullable(anyText),
    md5: nullable(anyText),
    is_signed: nullable(flag),
    is_trusted: nullable(flag),
    signer: nullable(anyText),
    started_at: nullable(time),
    ended_at: nullable(time),
    kinds: nullable(
      described(`Events by kind (${processEventKinds.join(", ")}); null where not counted.`, mapOf(whole())),
    ),
    children: nullable(described("Processes that it started within the time.", whole())),
  }),
);

const prevalenceShape = named(
  "Prevalence",
  object({
    field: anyText,
    value: anyText,
    hosts: whole(),
    host_names: described("Some of them.", list(anyText)),
    events: whole(),
    first_seen: nullable(time),
    last_seen: nullable(time),
    is_at_least: described("The value is common: there may be more hosts and events.", flag),
  }),
);

/** What an investigation asks of stored events that searches alone do not answer quickly. */
export function processRoutes({
  store,
  catalogue,
  clock,
  turns,
  monotonicMs,
  stopping,
}: Pick<
  V1Dependencies,
  "store" | "catalogue" | "clock" | "turns" | "monotonicMs" | "stopping"
>): readonly Route[] {
  const source = createEventSource(store, catalogue);
  const searching = <T>(
    deadlineMs: number,
    client: AbortSignal,
    task: (search: SearchEvents) => Promise<T>,
  ): Promise<T> => {
    const signal = AbortSignal.any([stopping, client]);
    return turns.run(
      () => task(createEventSearch(source, { nowMs: clock.nowMs(), monotonicMs, signal, deadlineMs })),
      signal,
    );
  };

  return [
    route({
      method: "GET",
      path: "/api/v1/process-tree",
      tag: "events",
      summary: "The tree around a process",
      description: [
        "Parents and children by entity id; where sensors give none, by process id on one host. Children are those that",
        "started within the time. Of ancestors of which nothing is stored, what their children say is told.",
      ].join(" "),
      access: "read",
      query: {
        host: optional(
          described("`host.id` or `host.name`.", text({ least: 1, most: v1Limits.maxFilterUnits })),
        ),
        entity: optional(
          described("`process.entity_id`.", text({ least: 1, most: v1Limits.maxFilterUnits })),
        ),
        pid: optional(described("Instead of `entity`, with `host` and `at`.", whole())),
        at: optional(described("A time at which the process of that pid ran.", text({ most: 100 }))),
        from: optional(fromTime),
        to: optional(toTime),
        ancestors: withDefault(whole({ to: processLimits.maxAncestors }), 16),
        depth: withDefault(described("Generations of children.", whole({ to: processLimits.maxDepth })), 3),
        most: withDefault(whole({ from: 1, to: processLimits.maxNodes }), processLimits.defaultNodes),
      },
      answer: {
        description: "Processes, each behind its parent.",
        shape: object({
          subject: nullable(described("Id of the process; null where nothing is stored of it.", anyText)),
          processes: list(nodeShape),
          is_cut: described("There are more processes than were asked for.", flag),
          is_partial: described("The time was over: something may be missing.", flag),
        }),
      },
      errors: ["too-busy"],
      async handle({ query, context }) {
        if ((query.entity === undefined) === (query.pid === undefined)) {
          throw new OperationalError(
            "bad-request",
            "Send either entity, or pid with host and at, to say which process is meant.",
          );
        }
        if (query.pid !== undefined && (query.host === undefined || query.at === undefined)) {
          throw new OperationalError(
            "bad-request",
            "A pid names a process together with its host and a time at which it ran: send host and at too.",
          );
        }
        const { fromMs = Number.NEGATIVE_INFINITY, toMs = Number.POSITIVE_INFINITY } = readTimes(
          query,
          clock.nowMs(),
        );
        const at = readTimes({ from: query.at }, clock.nowMs()).fromMs;
        const tree = await searching(processLimits.treeDeadlineMs, context.req.raw.signal, (search) =>
          loadProcessTree(
            {
              host: query.host,
              entityId: query.entity,
              pid: query.pid,
              atMs: at,
              fromMs,
              toMs,
              ancestors: query.ancestors,
              depth: query.depth,
              most: query.most,
            },
            search,
          ),
        );
        return {
          subject: tree.subjectId ?? null,
          is_cut: tree.isCut,
          is_partial: tree.isPartial,
          processes: tree.nodes.map((node) => ({
            id: node.id,
            entity_id: node.entityId ?? null,
            entity_ids: node.entityId === undefined ? [] : [node.entityId, ...node.otherIds],
            parent_id: node.parentId ?? null,
            relation: node.relation,
            is_seen: node.isSeen,
            pid: node.pid ?? null,
            name: node.name ?? null,
            executable: node.executable ?? null,
            command_line: node.commandLine ?? null,
            user: node.user ?? null,
            host_id: node.hostId ?? null,
            host_name: node.hostName ?? null,
            sha256: node.sha256 ?? null,
            sha1: node.sha1 ?? null,
            md5: node.md5 ?? null,
            is_signed: node.signature.isPresent ?? null,
            is_trusted: node.signature.isTrusted ?? null,
            signer: node.signature.subject ?? null,
            started_at: isoTimeOrNull(node.startedMs),
            ended_at: isoTimeOrNull(node.endedMs),
            kinds: (node.kinds as Readonly<Record<string, number>> | undefined) ?? null,
            children: node.children ?? null,
          })),
        };
      },
    }),
    route({
      method: "POST",
      path: "/api/v1/prevalence",
      tag: "events",
      summary: "How common values are",
      description: `On how many hosts, how often, and since when. What is rare is counted exactly; what is common up to ${processLimits.commonHosts} hosts. Fields are those the store keeps filters of: ${[...lookupFields.keys()].join(", ")}.`,
      access: "read",
      body: object({
        values: list(
          object({
            field: text({ least: 1, most: 100 }),
            value: text({ least: 1, most: v1Limits.maxFilterUnits }),
          }),
          { least: 1, most: processLimits.maxPrevalenceValues },
        ),
        from: optional(fromTime),
        to: optional(toTime),
      }),
      answer: {
        description: "In the order in which they were asked for.",
        shape: object({
          values: list(prevalenceShape),
          is_partial: described("The time was over: these are the least figures.", flag),
        }),
      },
      errors: ["too-busy"],
      async handle({ body, context }) {
        const unknown = body.values.find(({ field }) => !lookupFields.has(field));
        if (unknown !== undefined) {
          throw new OperationalError(
            "bad-request",
            `The field ${JSON.stringify(unknown.field)} is none of those that values are looked up in: ${[...lookupFields.keys()].join(", ")}.`,
          );
        }
        const { fromMs = Number.NEGATIVE_INFINITY, toMs = Number.POSITIVE_INFINITY } = readTimes(
          body,
          clock.nowMs(),
        );
        const signal = AbortSignal.any([stopping, context.req.raw.signal]);
        const found = await turns.run(
          () =>
            measurePrevalence({ values: body.values, fromMs, toMs }, source, {
              nowMs: clock.nowMs(),
              monotonicMs,
              signal,
              deadlineMs: processLimits.prevalenceDeadlineMs,
            }),
          signal,
        );
        return {
          is_partial: found.isPartial,
          values: found.values.map(
            ({ field, value, hosts, hostNames, events, firstMs, lastMs, isAtLeast }) => ({
              field,
              value,
              hosts,
              host_names: hostNames,
              events,
              first_seen: isoTimeOrNull(firstMs),
              last_seen: isoTimeOrNull(lastMs),
              is_at_least: isAtLeast,
            }),
          ),
        };
      },
    }),
  ];
}
