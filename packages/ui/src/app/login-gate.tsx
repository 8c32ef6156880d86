import { Center, Loader } from "@mantine/core";
import { useQuery, useQueryClient } from "@tanstack/react-query";
import { type ReactNode, useEffect } from "react";
import { useTranslation } from "react-i18next";
import { ApiError } from "../shared/api/api-error.ts";
import { meQuery, PermissionsContext } from "../shared/api/me.ts";
import { ErrorNotice } from "../shared/ui/error-notice.tsx";
import { LoginForm } from "./login-form.tsx";
import { NewPasswordForm } from "./new-password-form.tsx";

/** Shows what is behind it to who is logged in, and asks others to. */
export function LoginGate({ children }: { readonly children: ReactNode }) {
  const { t } = useTranslation("app");
  const client = useQueryClient();
  const me = useQuery(meQuery);
  // A session that has ended is found out by whichever request is first to be refused.
  useEffect(
    () =>
      client.getQueryCache().subscribe(({ query }) => {
        const { error } = query.state;
        if (error instanceof ApiError && error.code === "unauthenticated" && query.queryKey[0] !== "me") {
          void client.invalidateQueries({ queryKey: meQuery.queryKey });
        }
      }),
    [client],
  );
  if (me.error instanceof ApiError && me.error.code === "unauthenticated") return <LoginForm />;
  if (me.data === undefined && me.error !== null) {
    return (
      <Center h="100vh" p="md">
        <ErrorNotice title={t("gate.failed")} error={me.error} onRetry={() => void me.refetch()} />
      </Center>
    );
  }
  if (me.data === undefined) {
    return (
      <Center h="100vh">
        <Loader aria-label={t("gate.loading")} />
      </Center>
    );
  }
  if (me.data.must_change_password) return <NewPasswordForm />;
  return <PermissionsContext value={me.data.permissions}>{children}</PermissionsContext>;
}
