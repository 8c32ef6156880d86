import { Button, Center, Paper, PasswordInput, Stack, Text, TextInput, Title } from "@mantine/core";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { type FormEvent, useState } from "react";
import { useTranslation } from "react-i18next";
import { call } from "../shared/api/call.ts";
import { meQuery } from "../shared/api/me.ts";
import { ErrorNotice } from "../shared/ui/error-notice.tsx";

export function LoginForm() {
  const { t } = useTranslation("app");
  const client = useQueryClient();
  const [name, setName] = useState("");
  const [password, setPassword] = useState("");
  const login = useMutation({
    mutationFn: () => call("POST /api/v1/login", { body: { name, password } }),
    onSuccess: (me) => client.setQueryData(meQuery.queryKey, me),
  });
  const submit = (event: FormEvent): void => {
    event.preventDefault();
    login.mutate();
  };
  return (
    <Center mih="100vh" p="md" component="main">
      <Paper withBorder p="lg" w={360} maw="100%">
        <form onSubmit={submit}>
          <Stack>
            <Title order={1} size="h3">
              {t("login.title")}
            </Title>
            <Text size="sm" c="dimmed">
              {t("login.hint")}
            </Text>
            <TextInput
              label={t("login.name")}
              autoComplete="username"
              required
              data-autofocus
              autoFocus
              value={name}
              onChange={({ currentTarget }) => setName(currentTarget.value)}
            />
            <PasswordInput
              label={t("login.password")}
              autoComplete="current-password"
              required
              value={password}
              onChange={({ currentTarget }) => setPassword(currentTarget.value)}
            />
            {login.error !== null && <ErrorNotice title={t("login.failed")} error={login.error} />}
            <Button type="submit" loading={login.isPending}>
              {t("login.submit")}
            </Button>
          </Stack>
        </form>
      </Paper>
    </Center>
  );
}
