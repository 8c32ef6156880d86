import { Skeleton, Stack } from "@mantine/core";
import type { UseQueryResult } from "@tanstack/react-query";
import type { ReactNode } from "react";
import { ErrorNotice } from "./error-notice.tsx";

interface QueryStateProps<T> {
  readonly query: UseQueryResult<T>;
  /** What could not be loaded, in the chosen language. */
  readonly failed: string;
  /** Lines that keep the place of what is being loaded, so that nothing moves when it comes. */
  readonly lines?: number;
  readonly children: (data: T) => ReactNode;
}

/** What a query has found, or that it is under way, or what went wrong. What is known stays while it is asked for again. */
export function QueryState<T>({ query, failed, lines = 4, children }: QueryStateProps<T>) {
  if (query.data !== undefined) return children(query.data);
  if (query.error !== null) {
    return <ErrorNotice title={failed} error={query.error} onRetry={() => void query.refetch()} />;
  }
  return (
    <Stack gap={8} aria-busy>
      {Array.from({ length: lines }, (_, line) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: lines are all the same
        <Skeleton key={line} height="calc(var(--mantine-font-size-sm) * var(--mantine-line-height-sm))" />
      ))}
    </Stack>
  );
}
