import { Alert } from "@mantine/core";
import { IconPlugConnectedX } from "@tabler/icons-react";
import { useQueryClient } from "@tanstack/react-query";
import { useEffect, useRef, useState } from "react";
import { useTranslation } from "react-i18next";
import { askReachable, watchReachable } from "../shared/api/send.ts";

const askEveryMs = 2_000;

/** Says that the server is away, asks until it is back, and then loads what is on the screen anew. */
export function UnreachableBanner() {
  const { t } = useTranslation("app");
  const client = useQueryClient();
  const [isReachable, setReachable] = useState(true);
  useEffect(() => watchReachable(setReachable), []);
  const wasAway = useRef(false);
  useEffect(() => {
    if (isReachable) {
      // Whichever request found it back: the others have failed meanwhile, and may be out of date.
      if (wasAway.current) void client.invalidateQueries();
      wasAway.current = false;
      return;
    }
    wasAway.current = true;
    const timer = setInterval(() => void askReachable(), askEveryMs);
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
