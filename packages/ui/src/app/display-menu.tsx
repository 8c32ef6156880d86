import {
  ActionIcon,
  Menu,
  SegmentedControl,
  Select,
  Stack,
  Text,
  useMantineColorScheme,
} from "@mantine/core";
import { IconAdjustmentsHorizontal } from "@tabler/icons-react";
import { useTranslation } from "react-i18next";
import { chooseLanguage } from "../shared/i18n/i18n.ts";
import { type Language, languages } from "../shared/i18n/languages.ts";
import { useTimeZone } from "../shared/time/time-zone.ts";

/** Language, light or dark, and the zone of times. */
export function DisplayMenu() {
  const { t, i18n } = useTranslation("app");
  const { colorScheme, setColorScheme } = useMantineColorScheme();
  const [zone, setZone] = useTimeZone();
  return (
    <Menu position="bottom-end" width={280} closeOnItemClick={false} trapFocus>
      <Menu.Target>
        <ActionIcon variant="subtle" color="gray" aria-label={t("display.title")} title={t("display.title")}>
          <IconAdjustmentsHorizontal size={18} aria-hidden />
        </ActionIcon>
      </Menu.Target>
      <Menu.Dropdown p="sm">
        <Stack gap="sm">
          <Choice label={t("display.language")}>
            <SegmentedControl
              size="xs"
              fullWidth
              aria-label={t("display.language")}
              value={i18n.language}
              onChange={(language) => void chooseLanguage(language as Language)}
              data={Object.entries(languages).map(([value, label]) => ({ value, label }))}
            />
          </Choice>
          <Choice label={t("display.scheme")}>
            <SegmentedControl
              size="xs"
              fullWidth
              aria-label={t("display.scheme")}
              value={colorScheme}
              onChange={(scheme) => setColorScheme(scheme as typeof colorScheme)}
              data={(["auto", "light", "dark"] as const).map((value) => ({
                value,
                label: t(`display.${value}`),
              }))}
            />
          </Choice>
          <Choice label={t("display.zone")}>
            <SegmentedControl
              size="xs"
              fullWidth
              aria-label={t("display.zone")}
              value={zone === "local" || zone === "UTC" ? zone : ""}
              onChange={setZone}
              data={[
                { value: "local", label: t("display.local") },
                { value: "UTC", label: "UTC" },
              ]}
            />
            <Select
              mt={6}
              size="xs"
              searchable
              limit={50}
              aria-label={t("display.otherZone")}
              placeholder={t("display.otherZone")}
              value={zone === "local" || zone === "UTC" ? null : zone}
              onChange={(chosen) => setZone(chosen ?? "local")}
              data={Intl.supportedValuesOf("timeZone")}
              comboboxProps={{ withinPortal: false }}
            />
          </Choice>
        </Stack>
      </Menu.Dropdown>
    </Menu>
  );
}

function Choice({ label, children }: { readonly label: string; readonly children: React.ReactNode }) {
  return (
    <div>
      <Text size="xs" c="dimmed" mb={4}>
        {label}
      </Text>
      {children}
    </div>
  );
}
