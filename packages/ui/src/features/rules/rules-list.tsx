import { Button, Group, Menu, MultiSelect, Select, Stack, Text, TextInput } from "@mantine/core";
import { useDebouncedCallback } from "@mantine/hooks";
import { notifications } from "@mantine/notifications";
import { IconChevronDown, IconDownload, IconPlus, IconSearch, IconUpload } from "@tabler/icons-react";
import { useInfiniteQuery, useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { Link, useNavigate } from "@tanstack/react-router";
import { useCallback, useEffect, useMemo, useRef, useState } from "react";
import { useTranslation } from "react-i18next";
import { call } from "../../shared/api/call.ts";
import { useMay } from "../../shared/api/me.ts";
import { useShortcut } from "../../shared/keyboard/shortcuts.ts";
import { EmptyState } from "../../shared/ui/empty-state.tsx";
import { ErrorNotice } from "../../shared/ui/error-notice.tsx";
import { PageHeader } from "../../shared/ui/page-header.tsx";
import { saveFile } from "../../shared/ui/save-file.ts";
import { severities } from "../../shared/ui/severity-badge.tsx";
import { type BulkChange, changeRules, exportAllRules, exportRules } from "./bulk-actions.ts";
import { ImportRules } from "./import-rules.tsx";
import { isFiltered, type RuleFilters, ruleOrigins, ruleStates } from "./rule-filters.ts";
import { allRuleIds, type ListedRule, rulesQuery, tagsQuery } from "./rule-queries.ts";
import { RulesTable } from "./rules-table.tsx";

interface RulesListProps {
  readonly filters: RuleFilters;
  onFilters(filters: RuleFilters): void;
}

/** All rules with how they fare; what can be done to one or many of them. */
export function RulesList({ filters, onFilters }: RulesListProps) {
  const { t } = useTranslation("rules");
  const client = useQueryClient();
  const navigate = useNavigate();
  const mayChange = useMay("manage-rules");
  const list = useInfiniteQuery(rulesQuery(filters));
  const tags = useQuery(tagsQuery);
  const [chosen, setChosen] = useState<ReadonlySet<string>>(new Set());
  const [isImporting, setImporting] = useState(false);
  const searchBox = useRef<HTMLInputElement>(null);
  const rules = useMemo(() => list.data?.pages.flatMap((page) => page.rules) ?? [], [list.data]);
  const total = list.data?.pages.at(-1)?.total ?? 0;

  const refresh = () => client.invalidateQueries({ queryKey: ["rules"] });
  const failed = (title: string) => (error: Error) => {
    notifications.show({ color: "red", title, message: error.message });
  };
  const enable = useMutation({
    mutationFn: ({ rule, enabled }: { readonly rule: ListedRule; readonly enabled: boolean }) =>
      call(`POST /api/v1/rules/{rule_id}/${enabled ? "enable" : "disable"}`, {
        path: { rule_id: rule.rule_id },
      }),
    onError: failed(t("list.notChanged")),
    onSettled: refresh,
  });
  const bulk = useMutation({
    mutationFn: (action: BulkChange) => changeRules(action, [...chosen]),
    onSuccess: ({ succeeded, skipped, failures }) => {
      notifications.show({
        color: failures.length === 0 ? "teal" : "orange",
        title: t("bulk.done", { count: succeeded }),
        message: [
          ...(skipped > 0 ? [t("bulk.skipped", { count: skipped })] : []),
          ...failures.slice(0, 5).map(({ name, message }) => `${name}: ${message}`),
        ].join("\n"),
      });
      setChosen(new Set());
    },
    onError: failed(t("list.notChanged")),
    onSettled: refresh,
  });
  const exporting = useMutation({
    mutationFn: (ids: readonly string[] | undefined) =>
      ids === undefined ? exportAllRules() : exportRules(ids),
    onSuccess: (file) => saveFile(file, "rules.ndjson"),
    onError: failed(t("list.notExported")),
  });
  const chooseAll = useMutation({
    mutationFn: () => allRuleIds(filters),
    onSuccess: (ids) => setChosen(new Set(ids)),
    onError: failed(t("list.failed")),
  });

  const change = (changed: { readonly [Key in keyof RuleFilters]?: RuleFilters[Key] | undefined }): void => {
    setChosen(new Set());
    const merged = Object.entries({ ...filters, ...changed }).filter(([, value]) => value !== undefined);
    onFilters(Object.fromEntries(merged) as RuleFilters);
  };
  const search = useDebouncedCallback(
    (name: string) => change({ name: name === "" ? undefined : name }),
    200,
  );
  const choose = useCallback((id: string, isChosen: boolean): void => {
    setChosen((before) => {
      const after = new Set(before);
      if (isChosen) after.add(id);
      else after.delete(id);
      return after;
    });
  }, []);
  const { mutate: mutateEnabled } = enable;
  const turn = useCallback(
    (rule: ListedRule, enabled: boolean): void => mutateEnabled({ rule, enabled }),
    [mutateEnabled],
  );
  // The rest follows the first page at once, so that the scroll bar tells the truth.
  const { fetchNextPage, hasNextPage, isFetching } = list;
  useEffect(() => {
    if (hasNextPage && !isFetching) void fetchNextPage();
  }, [hasNextPage, isFetching, fetchNextPage]);
  useShortcut("/", t("list.search"), () => searchBox.current?.focus());
  useShortcut("n", t("list.new"), () => void navigate({ to: "/rules/new" }), mayChange);

  return (
    <Stack gap="sm">
      <PageHeader
        title={t("list.title")}
        actions={
          <>
            <Button
              size="xs"
              variant="default"
              leftSection={<IconDownload size={14} aria-hidden />}
              loading={exporting.isPending}
              onClick={() => exporting.mutate(undefined)}
            >
              {t("list.exportAll")}
            </Button>
            {mayChange && (
              <>
                <Button
                  size="xs"
                  variant="default"
                  leftSection={<IconUpload size={14} aria-hidden />}
                  onClick={() => setImporting(true)}
                >
                  {t("list.import")}
                </Button>
                <Button
                  size="xs"
                  component={Link}
                  to="/rules/new"
                  leftSection={<IconPlus size={14} aria-hidden />}
                >
                  {t("list.new")}
                </Button>
              </>
            )}
          </>
        }
      />
      <Group gap="xs" align="flex-end" role="search" aria-label={t("list.filters")}>
        <TextInput
          ref={searchBox}
          size="xs"
          w={200}
          aria-label={t("filter.name")}
          placeholder={t("filter.name")}
          leftSection={<IconSearch size={14} aria-hidden />}
          defaultValue={filters.name ?? ""}
          onChange={({ currentTarget }) => search(currentTarget.value)}
        />
        <MultiSelect
          size="xs"
          w={220}
          aria-label={t("filter.tag")}
          placeholder={filters.tag === undefined ? t("filter.tag") : ""}
          searchable
          clearable
          limit={100}
          data={[...(tags.data ?? [])]}
          value={[...(filters.tag ?? [])]}
          onChange={(tag) => change({ tag: tag.length === 0 ? undefined : tag })}
        />
        <MultiSelect
          size="xs"
          w={150}
          aria-label={t("filter.severity")}
          placeholder={filters.severity === undefined ? t("filter.severity") : ""}
          clearable
          data={severities.map((value) => ({ value, label: t(`severity.${value}`, { ns: "shared" }) }))}
          value={[...(filters.severity ?? [])]}
          onChange={(found) =>
            change({
              severity: found.length === 0 ? undefined : severities.filter((one) => found.includes(one)),
            })
          }
        />
        <Select
          size="xs"
          w={130}
          aria-label={t("filter.origin")}
          placeholder={t("filter.origin")}
          clearable
          data={ruleOrigins.map((value) => ({ value, label: t(`origin.${value}`) }))}
          value={filters.origin ?? null}
          onChange={(origin) => change({ origin: ruleOrigins.find((one) => one === origin) })}
        />
        <Select
          size="xs"
          w={130}
          aria-label={t("filter.state")}
          placeholder={t("filter.state")}
          clearable
          data={ruleStates.map((value) => ({ value, label: t(`filter.states.${value}`) }))}
          value={filters.state ?? null}
          onChange={(state) => change({ state: ruleStates.find((one) => one === state) })}
        />
        <Text size="sm" c="dimmed" ml="auto" role="status">
          {chosen.size > 0 ? t("list.chosen", { count: chosen.size }) : t("list.count", { count: total })}
        </Text>
        {chosen.size > 0 && (
          <Menu position="bottom-end">
            <Menu.Target>
              <Button
                size="xs"
                rightSection={<IconChevronDown size={14} aria-hidden />}
                loading={bulk.isPending}
              >
                {t("bulk.title")}
              </Button>
            </Menu.Target>
            <Menu.Dropdown>
              {mayChange && (
                <>
                  <Menu.Item onClick={() => bulk.mutate("enable")}>{t("bulk.enable")}</Menu.Item>
                  <Menu.Item onClick={() => bulk.mutate("disable")}>{t("bulk.disable")}</Menu.Item>
                </>
              )}
              <Menu.Item onClick={() => exporting.mutate([...chosen])}>{t("bulk.export")}</Menu.Item>
            </Menu.Dropdown>
          </Menu>
        )}
      </Group>
      {list.error !== null && (
        <ErrorNotice title={t("list.failed")} error={list.error} onRetry={() => void list.refetch()} />
      )}
      {list.data !== undefined && total === 0 ? (
        <EmptyState title={isFiltered(filters) ? t("empty.noneFound") : t("empty.none")}>
          {isFiltered(filters) ? t("empty.noneFoundHint") : t("empty.noneHint")}
        </EmptyState>
      ) : (
        <RulesTable
          rules={rules}
          total={total}
          sort={filters}
          onSort={change}
          mayChange={mayChange}
          chosen={chosen}
          onChoose={choose}
          onChooseAll={(isChosen) => (isChosen ? chooseAll.mutate() : setChosen(new Set()))}
          onEnable={turn}
        />
      )}
      <ImportRules isOpen={isImporting} onClose={() => setImporting(false)} />
    </Stack>
  );
}
