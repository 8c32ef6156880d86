import { queryOptions } from "@tanstack/react-query";
import { type AnswerOf, call, type QueryOf } from "../api/call.ts";

export type ProcessTreeAnswer = AnswerOf<"GET /api/v1/process-tree">;
export type ProcessNode = ProcessTreeAnswer["processes"][number];
export type ProcessTreeQuery = QueryOf<"GET /api/v1/process-tree">;
export type Prevalence = AnswerOf<"POST /api/v1/prevalence">["values"][number];

/** Which process is meant: by its entity id, or by its pid at some time on a host. */
export interface ProcessPlace {
  readonly host?: string | undefined;
  readonly entity?: string | undefined;
  readonly pid?: number | undefined;
  readonly at?: string | undefined;
}

export function processTreeQuery(query: ProcessTreeQuery) {
  return queryOptions({
    queryKey: ["process-tree", query],
    queryFn: ({ signal }) => call("GET /api/v1/process-tree", { query, signal }),
    staleTime: 60_000,
  });
}

/** At most so many values go with one request; the server takes no more. */
const maxValues = 500;

/** How common values are, asked for together; the answer is by `prevalenceKey`. */
export function prevalenceQuery(
  values: readonly { readonly field: string; readonly value: string }[],
  times: { readonly from?: string; readonly to?: string } = {},
) {
  const asked = [...new Map(values.map((one) => [prevalenceKey(one), one])).values()].slice(0, maxValues);
  return queryOptions({
    queryKey: ["prevalence", asked, times],
    queryFn: async ({ signal }) => {
      const answer = await call("POST /api/v1/prevalence", { body: { values: asked, ...times }, signal });
      return {
        isPartial: answer.is_partial,
        byKey: new Map(answer.values.map((one) => [prevalenceKey(one), one])),
      };
    },
    enabled: asked.length > 0,
    staleTime: 60_000,
  });
}

export function prevalenceKey({ field, value }: { readonly field: string; readonly value: string }): string {
  return `${field}\n${value}`;
}

/** What a program is known by: its hash where there is one, else its path. */
export function programOf(
  process: Pick<ProcessNode, "sha256" | "sha1" | "md5" | "executable">,
): { readonly field: string; readonly value: string } | undefined {
  if (process.sha256 !== null) return { field: "process.hash.sha256", value: process.sha256 };
  if (process.sha1 !== null) return { field: "process.hash.sha1", value: process.sha1 };
  if (process.md5 !== null) return { field: "process.hash.md5", value: process.md5 };
  return process.executable === null ? undefined : { field: "process.executable", value: process.executable };
}
