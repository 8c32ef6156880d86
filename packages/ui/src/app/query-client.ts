import { QueryClient } from "@tanstack/react-query";
import { ApiError } from "../shared/api/api-error.ts";

const maxRetries = 2;

export const queryClient = new QueryClient({
  defaultOptions: {
    queries: {
      staleTime: 10_000,
      // Only what may go well the next time: a question that was refused is refused again.
      retry: (failures, error) => failures < maxRetries && error instanceof ApiError && error.isPassing,
      refetchOnWindowFocus: false,
    },
  },
});
