import { Button, Checkbox, Group, Stack, Switch, Table, Text, TextInput } from "@mantine/core";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { type FormEvent, useState } from "react";
import { useTranslation } from "react-i18next";
import { call } from "../../shared/api/call.ts";
import { ErrorNotice } from "../../shared/ui/error-notice.tsx";
import { QueryState } from "../../shared/ui/query-state.tsx";
import { SectionCard } from "../../shared/ui/section-card.tsx";
import { TimeText } from "../../shared/ui/time-text.tsx";
import { ConfirmButton } from "./confirm-button.tsx";
import { OneTimeSecret } from "./one-time-secret.tsx";
import { keysQuery } from "./settings-queries.ts";

const scopes = ["ingest", "read", "admin"] as const;
type Scope = (typeof scopes)[number];

export function ApiKeys() {
  const { t } = useTranslation("settings");
  const client = useQueryClient();
  const query = useQuery(keysQuery);
  const [showsRevoked, setShowsRevoked] = useState(false);
  const revoke = useMutation({
    mutationFn: (id: string) => call("DELETE /api/v1/api-keys/{id}", { path: { id } }),
    onSettled: () => client.invalidateQueries({ queryKey: keysQuery.queryKey }),
  });
  return (
    <SectionCard
      title={t("keys.title")}
      actions={
        <Switch
          size="xs"
          label={t("keys.showRevoked")}
          checked={showsRevoked}
          onChange={({ currentTarget }) => setShowsRevoked(currentTarget.checked)}
        />
      }
    >
      <Stack gap="md">
        <NewKey />
        {revoke.error !== null && <ErrorNotice title={t("keys.notRevoked")} error={revoke.error} />}
        <QueryState query={query} failed={t("keys.failed")}>
          {({ api_keys: keys }) =>
            keys.length === 0 ? (
              <Text size="sm" c="dimmed">
                {t("keys.none")}
              </Text>
            ) : (
              <Table.ScrollContainer minWidth={640}>
                <Table fz="sm" verticalSpacing={6}>
                  <Table.Thead>
                    <Table.Tr>
                      <Table.Th>{t("keys.name")}</Table.Th>
                      <Table.Th>{t("keys.scopes")}</Table.Th>
                      <Table.Th>{t("keys.owner")}</Table.Th>
                      <Table.Th>{t("keys.lastUsed")}</Table.Th>
                      <Table.Th>{t("keys.expires")}</Table.Th>
                      <Table.Th>{t("actions")}</Table.Th>
                    </Table.Tr>
                  </Table.Thead>
                  <Table.Tbody>
                    {keys
                      .filter((key) => showsRevoked || key.revoked_at === null)
                      .map((key) => (
                        <Table.Tr key={key.id}>
                          <Table.Td>{key.name}</Table.Td>
                          <Table.Td>{key.scopes.map((scope) => t(`scope.${scope}`)).join(", ")}</Table.Td>
                          <Table.Td>{key.owner ?? "–"}</Table.Td>
                          <Table.Td>
                            <TimeText time={key.last_used_at} style="relative" />
                          </Table.Td>
                          <Table.Td>
                            <TimeText time={key.expires_at} />
                          </Table.Td>
                          <Table.Td>
                            {key.revoked_at === null ? (
                              <ConfirmButton
                                label={t("keys.revoke")}
                                question={t("keys.revokeQuestion", { name: key.name })}
                                onConfirm={() => revoke.mutate(key.id)}
                              />
                            ) : (
                              <>
                                {t("keys.revoked")} <TimeText time={key.revoked_at} style="relative" />
                              </>
                            )}
                          </Table.Td>
                        </Table.Tr>
                      ))}
                  </Table.Tbody>
                </Table>
              </Table.ScrollContainer>
            )
          }
        </QueryState>
      </Stack>
    </SectionCard>
  );
}

function NewKey() {
  const { t } = useTranslation("settings");
  const client = useQueryClient();
  const [name, setName] = useState("");
  const [chosen, setChosen] = useState<readonly Scope[]>(["read"]);
  const [expiresIn, setExpiresIn] = useState("");
  const create = useMutation({
    mutationFn: () =>
      call("POST /api/v1/api-keys", {
        body: { name, scopes: chosen, ...(expiresIn === "" ? {} : { expires_in: expiresIn }) },
      }),
    onSuccess() {
      setName("");
      return client.invalidateQueries({ queryKey: keysQuery.queryKey });
    },
  });
  const submit = (event: FormEvent): void => {
    event.preventDefault();
    create.mutate();
  };
  return (
    <Stack gap="sm">
      <form onSubmit={submit}>
        <Group align="flex-end" gap="md">
          <TextInput
            size="xs"
            label={t("keys.newName")}
            required
            value={name}
            onChange={({ currentTarget }) => setName(currentTarget.value)}
          />
          <Checkbox.Group
            size="xs"
            label={t("keys.scopes")}
            value={[...chosen]}
            onChange={(values) => setChosen(scopes.filter((scope) => values.includes(scope)))}
          >
            <Group gap="sm" h={30}>
              {scopes.map((scope) => (
                <Checkbox key={scope} size="xs" value={scope} label={t(`scope.${scope}`)} />
              ))}
            </Group>
          </Checkbox.Group>
          <TextInput
            size="xs"
            w={140}
            label={t("keys.expiresIn")}
            placeholder={t("keys.never")}
            value={expiresIn}
            onChange={({ currentTarget }) => setExpiresIn(currentTarget.value.trim())}
          />
          <Button size="xs" type="submit" disabled={chosen.length === 0} loading={create.isPending}>
            {t("keys.create")}
          </Button>
        </Group>
      </form>
      {create.data !== undefined && (
        <OneTimeSecret title={t("keys.made", { name: create.data.name })} secret={create.data.encoded} />
      )}
      {create.error !== null && <ErrorNotice title={t("keys.notMade")} error={create.error} />}
    </Stack>
  );
}
