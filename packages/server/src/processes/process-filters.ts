import type { JsonObject } from "@eqlite/core/events";

export const startFilters: readonly JsonObject[] = [
  { term: { "event.category": "process" } },
  { term: { "event.type": "start" } },
];

export function hostFilter(host: string | undefined): readonly JsonObject[] {
  return host === undefined
    ? []
    : [{ bool: { should: [{ term: { "host.id": host } }, { term: { "host.name": host } }] } }];
}

/** Half-open; an end that is infinite bounds nothing. */
export function timeFilter({ fromMs, toMs }: { readonly fromMs: number; readonly toMs: number }): JsonObject {
  return {
    range: {
      "@timestamp": {
        ...(Number.isFinite(fromMs) ? { gte: fromMs } : {}),
        ...(Number.isFinite(toMs) ? { lt: toMs } : {}),
        format: "epoch_millis",
      },
    },
  };
}

/** The host of an event, by the one field that it has: the store passes over blocks of other hosts. */
export function sameHostFilter({
  hostId,
  hostName,
}: {
  readonly hostId: string | undefined;
  readonly hostName: string | undefined;
}): readonly JsonObject[] {
  if (hostId !== undefined) return [{ term: { "host.id": hostId } }];
  return hostName === undefined ? [] : [{ term: { "host.name": hostName } }];
}
