import { Button, Center, Paper, PasswordInput, Stack, Text, Title } from "@mantine/core";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { type FormEvent, useState } from "react";
import { useTranslation } from "react-i18next";
import { call } from "../shared/api/call.ts";
import { ErrorNotice } from "../shared/ui/error-notice.tsx";

/** For who has been given a password that holds for one login only. */
export function NewPasswordForm() {
  const { t } = useTranslation("app");
  const client = useQueryClient();
  const [current, setCurrent] = useState("");
  const [next, setNext] = useState("");
  const [again, setAgain] = useState("");
  const change = useMutation({
    mutationFn: () => call("PUT /api/v1/me/password", { body: { current, new: next } }),
    onSuccess: () => client.invalidateQueries(),
  });
  const differs = again !== "" && again !== next;
  const submit = (event: FormEvent): void => {
    event.preventDefault();
    if (!differs) change.mutate();
  };
  return (
    <Center mih="100vh" p="md" component="main">
      <Paper withBorder p="lg" w={380} maw="100%">
        <form onSubmit={submit}>
          <Stack>
            <Title order={1} size="h3">
              {t("newPassword.title")}
            </Title>
            <Text size="sm" c="dimmed">
              {t("newPassword.hint")}
            </Text>
            <PasswordInput
              label={t("newPassword.current")}
              autoComplete="current-password"
              required
              value={current}
              onChange={({ currentTarget }) => setCurrent(currentTarget.value)}
            />
            <PasswordInput
              label={t("newPassword.new")}
              autoComplete="new-password"
              required
              value={next}
              onChange={({ currentTarget }) => setNext(currentTarget.value)}
            />
            <PasswordInput
              label={t("newPassword.again")}
              autoComplete="new-password"
              required
              value={again}
              error={differs ? t("newPassword.differs") : undefined}
              onChange={({ currentTarget }) => setAgain(currentTarget.value)}
            />
            {change.error !== null && <ErrorNotice title={t("newPassword.failed")} error={change.error} />}
            <Button type="submit" loading={change.isPending}>
              {t("newPassword.submit")}
            </Button>
          </Stack>
        </form>
      </Paper>
    </Center>
  );
}
