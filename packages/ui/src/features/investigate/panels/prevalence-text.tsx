import { Text } from "@mantine/core";
import { useTranslation } from "react-i18next";
import { visibleText } from "../../../shared/event/visible-text.ts";
import type { Prevalence } from "../../../shared/processes/process-queries.ts";
import { useTimes } from "../../../shared/time/use-times.ts";

interface PrevalenceTextProps {
  readonly prevalence: Prevalence | undefined;
  readonly isPartial: boolean | undefined;
  readonly isLoading: boolean;
}

/** On how many hosts, and since when. */
export function PrevalenceText({ prevalence, isPartial = false, isLoading }: PrevalenceTextProps) {
  const { t } = useTranslation("investigate");
  const times = useTimes();
  if (isLoading)
    return (
      <Text span inherit c="dimmed">
        {t("looking")}
      </Text>
    );
  if (prevalence === undefined || prevalence.hosts === 0) return "–";
  const hosts = t(isPartial || prevalence.is_at_least ? "atLeastHosts" : "hosts", {
    count: prevalence.hosts,
  });
  return (
    <span data-hint={visibleText(prevalence.host_names.join(", "))}>
      {hosts}
      {prevalence.first_seen !== null && ` · ${t("since", { time: times.full(prevalence.first_seen) })}`}
    </span>
  );
}
