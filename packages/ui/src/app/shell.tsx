import { AppShell, Burger, Group, NavLink, ScrollArea, Text } from "@mantine/core";
import { useDisclosure } from "@mantine/hooks";
import {
  IconAlertTriangle,
  IconBinaryTree,
  IconGauge,
  IconGridDots,
  IconHome,
  IconRubberStamp,
  IconSearch,
  IconSettings,
} from "@tabler/icons-react";
import { Link, Outlet, useNavigate, useRouterState } from "@tanstack/react-router";
import { type ComponentType, useEffect } from "react";
import { useTranslation } from "react-i18next";
import { ShortcutHelp } from "../shared/keyboard/shortcut-help.tsx";
import { listenForShortcuts, useShortcut } from "../shared/keyboard/shortcuts.ts";
import { HintLayer } from "../shared/ui/hint-layer.tsx";
import { DisplayMenu } from "./display-menu.tsx";
import classes from "./shell.module.css";
import { UnreachableBanner } from "./unreachable-banner.tsx";
import { UserMenu } from "./user-menu.tsx";

const places = [
  { to: "/", name: "home", keys: "g h", icon: IconHome },
  { to: "/alerts", name: "alerts", keys: "g a", icon: IconAlertTriangle },
  { to: "/explore", name: "explore", keys: "g e", icon: IconSearch },
  { to: "/processes", name: "processes", keys: "g p", icon: IconBinaryTree },
  { to: "/rules", name: "rules", keys: "g r", icon: IconRubberStamp },
  { to: "/coverage", name: "coverage", keys: "g c", icon: IconGridDots },
  { to: "/settings", name: "settings", keys: "g s", icon: IconSettings },
] as const;

export function Shell() {
  const { t } = useTranslation("app");
  const [isOpen, { toggle, close }] = useDisclosure(false);
  const path = useRouterState({ select: ({ location }) => location.pathname });
  useEffect(listenForShortcuts, []);
  // biome-ignore lint/correctness/useExhaustiveDependencies: on a narrow screen the menu closes when a page is chosen
  useEffect(close, [path]);
  return (
    <AppShell
      header={{ height: 48 }}
      navbar={{ width: 200, breakpoint: "sm", collapsed: { mobile: !isOpen } }}
      padding="md"
    >
      <a href="#main" className={classes["skip"]}>
        {t("skip")}
      </a>
      <AppShell.Header className={classes["surface"]}>
        <Group h="100%" px="md" justify="space-between" wrap="nowrap">
          <Group gap="xs" wrap="nowrap">
            <Burger opened={isOpen} onClick={toggle} hiddenFrom="sm" size="sm" aria-label={t("menu")} />
            <IconGauge size={20} aria-hidden />
            <Text fw={700}>eqlite</Text>
          </Group>
          <Group gap="xs" wrap="nowrap">
            <DisplayMenu />
            <UserMenu />
          </Group>
        </Group>
      </AppShell.Header>
      <AppShell.Navbar className={classes["surface"]} aria-label={t("nav.label")}>
        <ScrollArea type="auto">
          {places.map((place) => (
            <Place key={place.to} {...place} isActive={isWithin(path, place.to)} />
          ))}
        </ScrollArea>
      </AppShell.Navbar>
      <AppShell.Main id="main" tabIndex={-1}>
        <UnreachableBanner />
        <Outlet />
      </AppShell.Main>
      <ShortcutHelp />
      <HintLayer />
    </AppShell>
  );
}

interface PlaceProps {
  readonly to: (typeof places)[number]["to"];
  readonly name: (typeof places)[number]["name"];
  readonly keys: string;
  readonly icon: ComponentType<{ size: number; "aria-hidden": boolean }>;
  readonly isActive: boolean;
}

function Place({ to, name, keys, icon: Icon, isActive }: PlaceProps) {
  const { t } = useTranslation("app");
  const navigate = useNavigate();
  useShortcut(keys, t("nav.go", { place: t(`nav.${name}`) }), () => void navigate({ to }));
  return (
    <NavLink
      component={Link}
      to={to}
      label={t(`nav.${name}`)}
      active={isActive}
      aria-current={isActive ? "page" : undefined}
      leftSection={<Icon size={18} aria-hidden />}
    />
  );
}

function isWithin(path: string, place: string): boolean {
  return place === "/" ? path === "/" : path === place || path.startsWith(`${place}/`);
}
