import { useTranslation } from "react-i18next";
import type { RuleParameters } from "../../shared/rule-text/rule-toml.ts";
import { TimeText } from "../../shared/ui/time-text.tsx";
import { FactsTable } from "./facts-table.tsx";
import { textOf } from "./parameter-reader.ts";
import type { ListedRule } from "./rule-queries.ts";

interface ScheduleTabProps {
  readonly rule: ListedRule;
  readonly parameters: RuleParameters;
}

/** When a rule runs and over which time. */
export function ScheduleTab({ rule, parameters }: ScheduleTabProps) {
  const { t } = useTranslation("rules");
  const from = textOf(parameters, "from");
  return (
    <FactsTable
      facts={[
        [t("schedule.interval"), rule.interval],
        [t("schedule.window"), `${from} – ${textOf(parameters, "to") || "now"}`],
        [t("schedule.due"), <TimeText key="due" time={rule.next_due_at} />],
        [t("schedule.success"), <TimeText key="success" time={rule.last_success_at} />],
        [
          t("column.live"),
          rule.is_live
            ? t("live.hint")
            : rule.not_live_because === null
              ? t("schedule.notRunning")
              : t("live.notBecause", { reason: rule.not_live_because }),
        ],
        [t("schedule.most"), textOf(parameters, "max_signals")],
        [t("schedule.timestamp"), textOf(parameters, "timestamp_override")],
        [t("schedule.tiebreaker"), textOf(parameters, "tiebreaker_field")],
        [t("schedule.category"), textOf(parameters, "event_category_override")],
        [t("schedule.risk"), textOf(parameters, "risk_score")],
        [t("schedule.id"), rule.rule_id],
      ]}
    />
  );
}
