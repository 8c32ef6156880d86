import { Button, Group, Menu, Stack, Text, TextInput } from "@mantine/core";
import { IconChevronDown, IconCircle, IconCircleCheck, IconCircleDot } from "@tabler/icons-react";
import { type FormEvent, useState } from "react";
import { useTranslation } from "react-i18next";
import { useMay } from "../../shared/api/me.ts";
import { useShortcut } from "../../shared/keyboard/shortcuts.ts";
import type { Alert } from "./alert-data.ts";
import type { TriageActions } from "./use-triage.ts";

/** Reasons that Kibana knows too. */
const reasons = ["false_positive", "benign_positive", "true_positive", "duplicate"] as const;

const icons = { open: IconCircle, acknowledged: IconCircleDot, closed: IconCircleCheck } as const;

interface StatusMenuProps {
  readonly alert: Alert;
  readonly triage: TriageActions;
}

/** Where an alert stands, and what it can be set to; closing asks why. */
export function StatusMenu({ alert, triage }: StatusMenuProps) {
  const { t } = useTranslation("alert");
  const { t: shared } = useTranslation("shared");
  const may = useMay("triage");
  const [isOpen, setOpen] = useState(false);
  const [reason, setReason] = useState("");
  const { status } = alert;
  const set = (to: Alert["status"], why?: string): void => {
    setOpen(false);
    setReason("");
    triage.run({ kind: "status", status: to, reason: why });
  };
  useShortcut("a", t("triage.acknowledge"), () => set("acknowledged"), may && status !== "acknowledged");
  useShortcut("c", t("triage.close"), () => setOpen(true), may && status !== "closed");
  useShortcut("o", t("triage.reopen"), () => set("open"), may && status !== "open");
  const Icon = icons[status];
  const submit = (event: FormEvent): void => {
    event.preventDefault();
    if (reason.trim() !== "") set("closed", reason.trim());
  };
  return (
    <Menu opened={isOpen} onChange={setOpen} position="bottom-start" width={280} trapFocus>
      <Menu.Target>
        <Button
          size="xs"
          variant="default"
          disabled={!may}
          loading={triage.isRunning}
          aria-label={t("triage.status", { status: shared(`status.${status}`) })}
          leftSection={<Icon size={15} aria-hidden />}
          rightSection={<IconChevronDown size={14} aria-hidden />}
        >
          {shared(`status.${status}`)}
        </Button>
      </Menu.Target>
      <Menu.Dropdown>
        {status !== "open" && <Menu.Item onClick={() => set("open")}>{t("triage.reopen")}</Menu.Item>}
        {status !== "acknowledged" && (
          <Menu.Item onClick={() => set("acknowledged")}>{t("triage.acknowledge")}</Menu.Item>
        )}
        {status !== "closed" && (
          <>
            <Menu.Label>{t("triage.closeAs")}</Menu.Label>
            {reasons.map((one) => (
              <Menu.Item key={one} onClick={() => set("closed", one)}>
                {t(`reason.${one}`)}
              </Menu.Item>
            ))}
            <Menu.Item onClick={() => set("closed")}>{t("triage.closeOnly")}</Menu.Item>
            <form onSubmit={submit}>
              <Group gap={6} p={6} wrap="nowrap">
                <TextInput
                  size="xs"
                  flex={1}
                  maxLength={1_000}
                  aria-label={t("triage.otherReason")}
                  placeholder={t("triage.otherReason")}
                  value={reason}
                  // The menu would take arrows and letters for itself.
                  onKeyDown={(event) => event.key !== "Escape" && event.stopPropagation()}
                  onChange={({ currentTarget }) => setReason(currentTarget.value)}
                />
                <Button size="xs" type="submit" variant="default" disabled={reason.trim() === ""}>
                  {t("triage.close")}
                </Button>
              </Group>
            </form>
          </>
        )}
      </Menu.Dropdown>
    </Menu>
  );
}

/** Why it was closed, in words where the reason is a known one. */
export function StatusReason({ alert }: { readonly alert: Alert }) {
  const { t } = useTranslation("alert");
  const { status_reason: reason, status_changed_by: by } = alert;
  if (alert.status === "open" && reason === null) return null;
  return (
    <Stack gap={0}>
      <Text size="xs" c="dimmed">
        {[
          reason === null ? undefined : reasonText(reason, t),
          by === null ? undefined : t("triage.by", { by }),
        ]
          .filter((part) => part !== undefined)
          .join(" · ")}
      </Text>
    </Stack>
  );
}

export function reasonText(reason: string, t: (key: string) => string): string {
  return reasons.some((one) => one === reason) ? t(`reason.${reason}`) : reason;
}
