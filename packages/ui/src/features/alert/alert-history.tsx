import { Text, Timeline } from "@mantine/core";
import { IconCheck, IconMessage, IconProgressCheck, IconTag, IconTrash, IconUser } from "@tabler/icons-react";
import type { ComponentType } from "react";
import { useTranslation } from "react-i18next";
import type { AlertAnswer } from "../../shared/api/alert-query.ts";
import { visibleText } from "../../shared/event/visible-text.ts";
import { TimeText } from "../../shared/ui/time-text.tsx";
import type { AuditEntry } from "./alert-data.ts";
import { auditWords } from "./audit-words.ts";

const icons: Readonly<
  Record<AuditEntry["action"], ComponentType<{ readonly size: number; readonly "aria-hidden": boolean }>>
> = {
  status: IconProgressCheck,
  tags: IconTag,
  assignees: IconUser,
  "note-added": IconMessage,
  "note-edited": IconMessage,
  step: IconCheck,
  removed: IconTrash,
  withdrawn: IconTrash,
};

/** Who did what to an alert, the newest first, down to when it was raised. */
export function AlertHistory({ answer: { alert, audit } }: { readonly answer: AlertAnswer }) {
  const { t } = useTranslation("alert");
  const { t: shared } = useTranslation("shared");
  return (
    <Timeline bulletSize={22} lineWidth={2} aria-label={t("history.title")}>
      {audit.toReversed().map((entry, at) => {
        const Icon = icons[entry.action];
        const { say, values } = auditWords(entry);
        const words = {
          ...values,
          ...(values["status"] === undefined ? {} : { status: shared(`status.${values["status"]}`) }),
          ...(values["reason"] === undefined
            ? {}
            : { reason: t(`reason.${values["reason"]}`, { defaultValue: values["reason"] }) }),
        };
        return (
          <Timeline.Item
            // biome-ignore lint/suspicious/noArrayIndexKey: entries are only added, at the other end
            key={audit.length - at}
            bullet={<Icon size={13} aria-hidden />}
            title={
              <Text size="sm" fw={500}>
                {visibleText(t(`history.${say}`, words))}
              </Text>
            }
          >
            <Text size="xs" c="dimmed">
              {visibleText(entry.by)} · <TimeText time={entry.at} style="exact" />
            </Text>
          </Timeline.Item>
        );
      })}
      <Timeline.Item
        title={
          <Text size="sm" fw={500}>
            {t("history.raised", { rule: visibleText(alert.rule_name) })}
          </Text>
        }
      >
        <Text size="xs" c="dimmed">
          {t(alert.is_live ? "history.live" : "history.scheduled")} ·{" "}
          <TimeText time={alert.time} style="exact" />
        </Text>
      </Timeline.Item>
    </Timeline>
  );
}
