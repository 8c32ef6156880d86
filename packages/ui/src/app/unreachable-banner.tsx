import { Alert } from "@mantine/core";
import { IconPlugConnectedX } from "@tabler/icons-react";
import { useQueryClient } from "@tanstack/react-query";
import { useEffect, useState } from "react";
import { useTranslation } from "react-i18next";
import { watchReachable } from "../shared/api/send.ts";

const askEveryMs = 2_000;

/** Says that the server is away, asks until it is back, and then loads what is on the screen anew. */
export function UnreachableBanner() {
  const { t } = useTranslation("app");
  const client = useQueryClient();
  const [isReachable, setReachable] = useState(true);
  useEffect(() => watchReachable(setReachable), []);
  useEffect(() => {
    if (isReachable) return;
    const ask = async (): Promise<void> => {
      try {
        if (!(await fetch("/healthz")).ok) return;
      } catch {
        return;
      }
      setReachable(true);
      void client.invalidateQueries();
    };
    const timer = setInterval(() => void ask(), askEveryMs);
    return () => clearInterval(timer);
  }, [isReachable, client]);
  if (isReachable) return null;
  return (
    <Alert
      role="status"
      color="orange"
      mb="md"
      icon={<IconPlugConnectedX size={18} aria-hidden />}
      title={t("unreachable.title")}
    >
      {t("unreachable.hint")}
    </Alert>
  );
}
