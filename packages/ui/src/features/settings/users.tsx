import { Button, Group, NativeSelect, Stack, Switch, Table, TextInput } from "@mantine/core";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { type FormEvent, useState } from "react";
import { useTranslation } from "react-i18next";
import { type AnswerOf, call } from "../../shared/api/call.ts";
import { meQuery } from "../../shared/api/me.ts";
import { ErrorNotice } from "../../shared/ui/error-notice.tsx";
import { QueryState } from "../../shared/ui/query-state.tsx";
import { SectionCard } from "../../shared/ui/section-card.tsx";
import { TimeText } from "../../shared/ui/time-text.tsx";
import { ConfirmButton } from "./confirm-button.tsx";
import { OneTimeSecret } from "./one-time-secret.tsx";
import { usersQuery } from "./settings-queries.ts";

const roles = ["viewer", "analyst", "admin"] as const;

type User = AnswerOf<"GET /api/v1/users">["users"][number];

export function Users() {
  const { t } = useTranslation("settings");
  const query = useQuery(usersQuery);
  const client = useQueryClient();
  const { data: me } = useQuery(meQuery);
  const [secret, setSecret] = useState<{ readonly name: string; readonly password: string }>();
  const change = useMutation({
    mutationFn: (work: () => Promise<unknown>) => work(),
    onSettled: () => client.invalidateQueries({ queryKey: usersQuery.queryKey }),
  });
  const show = (name: string, password: string | undefined): void =>
    setSecret(password === undefined ? undefined : { name, password });
  return (
    <SectionCard title={t("users.title")}>
      <Stack gap="md">
        <NewUser onMade={show} />
        {secret !== undefined && (
          <OneTimeSecret title={t("users.password", { name: secret.name })} secret={secret.password} />
        )}
        {change.error !== null && <ErrorNotice title={t("users.notChanged")} error={change.error} />}
        <QueryState query={query} failed={t("users.failed")}>
          {({ users }) => (
            <Table.ScrollContainer minWidth={640}>
              <Table fz="sm" verticalSpacing={6}>
                <Table.Thead>
                  <Table.Tr>
                    <Table.Th>{t("users.name")}</Table.Th>
                    <Table.Th>{t("users.role")}</Table.Th>
                    <Table.Th>{t("users.enabled")}</Table.Th>
                    <Table.Th>{t("users.lastLogin")}</Table.Th>
                    <Table.Th>{t("actions")}</Table.Th>
                  </Table.Tr>
                </Table.Thead>
                <Table.Tbody>
                  {users.map((user) => (
                    <UserRow
                      key={user.name}
                      user={user}
                      isMe={user.name === me?.name}
                      change={change.mutate}
                      onPassword={(password) => show(user.name, password)}
                    />
                  ))}
                </Table.Tbody>
              </Table>
            </Table.ScrollContainer>
          )}
        </QueryState>
      </Stack>
    </SectionCard>
  );
}

interface UserRowProps {
  readonly user: User;
  readonly isMe: boolean;
  readonly change: (work: () => Promise<unknown>) => void;
  readonly onPassword: (password: string | undefined) => void;
}

/** Nobody takes away his own rights by mistake: that is left to another administrator. */
function UserRow({ user, isMe, change, onPassword }: UserRowProps) {
  const { t } = useTranslation("settings");
  const path = { name: user.name };
  return (
    <Table.Tr>
      <Table.Td>{user.name}</Table.Td>
      <Table.Td>
        <NativeSelect
          size="xs"
          aria-label={t("users.roleOf", { name: user.name })}
          disabled={isMe}
          value={user.role}
          onChange={({ currentTarget }) => {
            const role = roles.find((one) => one === currentTarget.value);
            change(() => call("PATCH /api/v1/users/{name}", { path, body: { role } }));
          }}
          data={roles.map((value) => ({ value, label: t(`role.${value}`) }))}
        />
      </Table.Td>
      <Table.Td>
        <Switch
          size="xs"
          aria-label={t("users.enabledOf", { name: user.name })}
          disabled={isMe}
          checked={user.enabled}
          onChange={({ currentTarget }) => {
            const enabled = currentTarget.checked;
            change(() => call("PATCH /api/v1/users/{name}", { path, body: { enabled } }));
          }}
        />
      </Table.Td>
      <Table.Td>
        <TimeText time={user.last_login_at} style="relative" />
      </Table.Td>
      <Table.Td>
        <Group gap={6} wrap="nowrap">
          <ConfirmButton
            label={t("users.reset")}
            question={t("users.resetQuestion", { name: user.name })}
            onConfirm={() =>
              change(async () =>
                onPassword((await call("PUT /api/v1/users/{name}/password", { path, body: {} })).password),
              )
            }
          />
          {!isMe && (
            <ConfirmButton
              label={t("users.delete")}
              question={t("users.deleteQuestion", { name: user.name })}
              onConfirm={() => change(() => call("DELETE /api/v1/users/{name}", { path }))}
            />
          )}
        </Group>
      </Table.Td>
    </Table.Tr>
  );
}

function NewUser({ onMade }: { readonly onMade: (name: string, password: string | undefined) => void }) {
  const { t } = useTranslation("settings");
  const client = useQueryClient();
  const [name, setName] = useState("");
  const [role, setRole] = useState<(typeof roles)[number]>("analyst");
  const create = useMutation({
    mutationFn: () => call("POST /api/v1/users", { body: { name, role } }),
    onSuccess(user) {
      setName("");
      onMade(user.name, user.password);
      return client.invalidateQueries({ queryKey: usersQuery.queryKey });
    },
  });
  const submit = (event: FormEvent): void => {
    event.preventDefault();
    create.mutate();
  };
  return (
    <form onSubmit={submit}>
      <Group align="flex-end" gap="xs">
        <TextInput
          size="xs"
          label={t("users.newName")}
          required
          value={name}
          onChange={({ currentTarget }) => setName(currentTarget.value)}
        />
        <NativeSelect
          size="xs"
          label={t("users.role")}
          value={role}
          onChange={({ currentTarget }) =>
            setRole(roles.find((one) => one === currentTarget.value) ?? "analyst")
          }
          data={roles.map((value) => ({ value, label: t(`role.${value}`) }))}
        />
        <Button size="xs" type="submit" loading={create.isPending}>
          {t("users.create")}
        </Button>
      </Group>
      {create.error !== null && <ErrorNotice title={t("users.notMade")} error={create.error} />}
    </form>
  );
}
