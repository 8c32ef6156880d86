import { Badge, Button, Menu } from "@mantine/core";
import { IconUser } from "@tabler/icons-react";
import { useMutation, useQuery } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";
import { call } from "../shared/api/call.ts";
import { meQuery } from "../shared/api/me.ts";

export function UserMenu() {
  const { t } = useTranslation("app");
  const { data: me } = useQuery(meQuery);
  const logout = useMutation({
    mutationFn: () => call("POST /api/v1/logout", {}),
    // Nothing of what was seen stays in the page.
    onSettled: () => location.assign("/"),
  });
  if (me === undefined) return null;
  if (me.kind === "demo") return <Badge variant="light">{t("user.demo")}</Badge>;
  return (
    <Menu position="bottom-end">
      <Menu.Target>
        <Button
          variant="subtle"
          color="gray"
          size="compact-sm"
          leftSection={<IconUser size={16} aria-hidden />}
        >
          {me.name}
        </Button>
      </Menu.Target>
      <Menu.Dropdown>
        {me.role !== undefined && <Menu.Label>{t(`role.${me.role}`)}</Menu.Label>}
        <Menu.Item onClick={() => logout.mutate()}>{t("user.logout")}</Menu.Item>
      </Menu.Dropdown>
    </Menu>
  );
}
