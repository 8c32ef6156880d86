import { useQuery } from "@tanstack/react-query";
import type { AlertEvent } from "../alert-event.ts";
import type { RuleOfAlert } from "../rule-of-alert.ts";
import type { Explanation } from "./explain-alert.ts";

/**
 * Why an alert matched. The engine is loaded when it is first asked for. Undefined until it has judged.
 *
 * @param isWanted false while nothing shows it
 */
export function useExplanation(
  alertId: string,
  { query, categoryField, type }: RuleOfAlert,
  events: readonly AlertEvent[] | undefined,
  isWanted: boolean,
): Explanation | undefined {
  const { data } = useQuery({
    queryKey: ["alert-explanation", alertId, events?.map(({ isStored }) => isStored)],
    enabled: isWanted && events !== undefined && query !== undefined && type === "eql",
    staleTime: Number.POSITIVE_INFINITY,
    queryFn: async () => {
      const { explainAlert } = await import("./explain-alert.ts");
      return explainAlert(
        query ?? "",
        categoryField,
        (events ?? []).map(({ document }) => document),
      );
    },
  });
  return data;
}
