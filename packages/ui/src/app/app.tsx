import { MantineProvider, mergeThemeOverrides } from "@mantine/core";
import { Notifications } from "@mantine/notifications";
import { QueryClientProvider } from "@tanstack/react-query";
import { RouterProvider } from "@tanstack/react-router";
import { useMemo } from "react";
import { useTranslation } from "react-i18next";
import { styleNonce } from "../shared/ui/style-nonce.ts";
import { closesWith, cssVariables, theme } from "../shared/ui/theme.ts";
import { LoginGate } from "./login-gate.tsx";
import { queryClient } from "./query-client.ts";
import { router } from "./router.tsx";

export function App() {
  const { t } = useTranslation("shared");
  const close = t("close");
  const spoken = useMemo(() => mergeThemeOverrides(theme, closesWith(close)), [close]);
  return (
    <MantineProvider
      theme={spoken}
      cssVariablesResolver={cssVariables}
      defaultColorScheme="auto"
      getStyleNonce={() => styleNonce}
    >
      <Notifications position="bottom-right" />
      <QueryClientProvider client={queryClient}>
        <LoginGate>
          <RouterProvider router={router} />
        </LoginGate>
      </QueryClientProvider>
    </MantineProvider>
  );
}
