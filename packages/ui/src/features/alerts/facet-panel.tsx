import { ActionIcon, Menu, Text, UnstyledButton } from "@mantine/core";
import { IconCheck, IconDotsVertical, IconFilterOff, IconFilterPlus, IconMinus } from "@tabler/icons-react";
import { keepPreviousData, useQueries } from "@tanstack/react-query";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { type AnswerOf, call } from "../../shared/api/call.ts";
import { visibleText } from "../../shared/event/visible-text.ts";
import { numberFormat } from "../../shared/format/number-format.ts";
import { useRuleNames } from "../../shared/rule-text/use-rule-texts.ts";
import { LazyMenu } from "../../shared/ui/lazy-menu.tsx";
import { type Severity, SeverityBadge, severities } from "../../shared/ui/severity-badge.tsx";
import { filterOf } from "./alert-filter.ts";
import {
  type AlertsView,
  type FacetFilter,
  type FacetName,
  facetNames,
  toggleValue,
} from "./alerts-search.ts";
import classes from "./facet-panel.module.css";

interface FacetPanelProps {
  readonly view: AlertsView;
  /** When the list was begun. */
  readonly nowMs: number;
  /** Alerts that were added later are not counted. */
  readonly place: number | undefined;
  readonly onChange: (view: AlertsView) => void;
}

type ValueCount = AnswerOf<"GET /api/v1/alerts/counts">["by"][string][number];

const shownFirst = 8;
const shownAtMost = 50;

/** What values the alerts have, how many of each, and a click away from seeing only these or all but these. */
export function FacetPanel({ view, nowMs, place, onChange }: FacetPanelProps) {
  const counts = useFacetCounts(view, nowMs, place);
  return (
    <div className={classes["panel"]}>
      {facetNames.map((name) => (
        <Facet
          key={name}
          name={name}
          counts={counts.get(name)}
          filter={view.facets[name]}
          onToggle={(value, as) => onChange(toggleValue(view, name, value, as))}
        />
      ))}
    </div>
  );
}

/** A facet with a filter of its own is counted without it, so that its other values can be chosen as well. */
function useFacetCounts(
  view: AlertsView,
  nowMs: number,
  place: number | undefined,
): ReadonlyMap<FacetName, readonly ValueCount[]> {
  const isFiltered = (name: FacetName): boolean =>
    view.facets[name].only.length + view.facets[name].not.length > 0;
  const requests = [
    { by: facetNames.filter((name) => !isFiltered(name)), filter: filterOf(view, nowMs) },
    ...facetNames.filter(isFiltered).map((name) => ({ by: [name], filter: filterOf(view, nowMs, name) })),
  ].filter(({ by }) => by.length > 0);
  const answers = useQueries({
    queries: requests.map(({ by, filter }) => ({
      queryKey: ["alerts", "counts", by, filter, place],
      enabled: place !== undefined,
      placeholderData: keepPreviousData,
      queryFn: ({ signal }: { signal: AbortSignal }) =>
        call("GET /api/v1/alerts/counts", {
          query: { ...filter, by, most: shownAtMost, ...(place === undefined ? {} : { added_until: place }) },
          signal,
        }),
    })),
  });
  return new Map(
    answers.flatMap(({ data }, at) =>
      (requests[at]?.by ?? []).flatMap((name) => {
        const found = data?.by[name];
        return found === undefined ? [] : [[name, found] as const];
      }),
    ),
  );
}

interface FacetProps {
  readonly name: FacetName;
  readonly counts: readonly ValueCount[] | undefined;
  readonly filter: FacetFilter;
  readonly onToggle: (value: string, as: keyof FacetFilter) => void;
}

function Facet({ name, counts = [], filter, onToggle }: FacetProps) {
  const { t } = useTranslation("alerts");
  const labelOf = useValueLabels();
  const [isLong, setLong] = useState(false);
  const all = withChosen(inOrder(name, counts), filter);
  const named = all.filter(({ value }) => value !== null);
  const shown = isLong ? all : all.slice(0, shownFirst);
  const most = Math.max(...all.map(({ count }) => count), 1);
  // Tags and assignees that no alert has say nothing.
  if (named.length === 0) return null;
  return (
    <section aria-label={t(`facet.${name}`)} className={classes["facet"]}>
      <Text component="h2" className={classes["title"]}>
        {t(`facet.${name}`)}
      </Text>
      <ul>
        {shown.map((one) => (
          <FacetValue
            key={one.value ?? ""}
            name={name}
            counted={one}
            label={labelOf(name, one.value, one.name)}
            share={one.count / most}
            state={
              one.value === null
                ? undefined
                : filter.only.includes(one.value)
                  ? "only"
                  : filter.not.includes(one.value)
                    ? "not"
                    : undefined
            }
            onToggle={onToggle}
          />
        ))}
      </ul>
      {all.length > shownFirst && (
        <UnstyledButton className={classes["more"]} onClick={() => setLong(!isLong)} aria-expanded={isLong}>
          {isLong ? t("facet.less") : t("facet.more", { count: all.length - shownFirst })}
        </UnstyledButton>
      )}
    </section>
  );
}

interface FacetValueProps {
  readonly name: FacetName;
  readonly counted: ValueCount;
  /** What the value is called on the screen. */
  readonly label: string;
  readonly share: number;
  readonly state: keyof FacetFilter | undefined;
  readonly onToggle: (value: string, as: keyof FacetFilter) => void;
}

function FacetValue({ name, counted: { value, count }, label, share, state, onToggle }: FacetValueProps) {
  const { t, i18n } = useTranslation("alerts");
  const figure = numberFormat(i18n.language, { notation: "compact" }).format(count);
  if (value === null) {
    return (
      <li className={classes["value"]}>
        <span className={classes["none"]}>{t("facet.none")}</span>
        <span className={classes["count"]}>{figure}</span>
      </li>
    );
  }
  return (
    <li className={classes["value"]} data-state={state}>
      <UnstyledButton
        className={classes["choose"]}
        aria-pressed={state === "only"}
        onClick={({ altKey }) => onToggle(value, altKey ? "not" : state === "not" ? "not" : "only")}
        data-hint={t("facet.hint", { value: label })}
      >
        <span className={classes["bar"]} style={{ width: `${share * 100}%` }} aria-hidden />
        {state === "only" && <IconCheck size={13} className={classes["mark"]} aria-hidden />}
        {state === "not" && <IconMinus size={13} className={classes["mark"]} aria-hidden />}
        <span className={classes["label"]}>
          {name === "severity" && isSeverity(value) ? <SeverityBadge severity={value} /> : label}
        </span>
        {state === "not" && <span className={classes["hidden"]}>{t("facet.excluded")}</span>}
        <span className={classes["count"]}>{figure}</span>
      </UnstyledButton>
      <LazyMenu
        position="right-start"
        target={(props) => (
          <ActionIcon
            variant="subtle"
            color="gray"
            size="xs"
            className={classes["menu"]}
            aria-label={t("facet.menu", { value: label })}
            title={t("facet.menu", { value: label })}
            {...props}
          >
            <IconDotsVertical size={13} aria-hidden />
          </ActionIcon>
        )}
      >
        {() => (
          <>
            <Menu.Item
              leftSection={<IconFilterPlus size={14} aria-hidden />}
              onClick={() => onToggle(value, "only")}
            >
              {t(state === "only" ? "facet.noMoreOnly" : "facet.only")}
            </Menu.Item>
            <Menu.Item
              leftSection={<IconFilterOff size={14} aria-hidden />}
              onClick={() => onToggle(value, "not")}
            >
              {t(state === "not" ? "facet.noMoreNot" : "facet.not")}
            </Menu.Item>
          </>
        )}
      </LazyMenu>
    </li>
  );
}

/** What values are called on the screen. */
export function useValueLabels(): (name: FacetName, value: string | null, long?: string | null) => string {
  const { t } = useTranslation("shared");
  const ruleName = useRuleNames();
  return (name, value, long) => {
    if (value === null) return "";
    if (name === "rule" && typeof long === "string") return ruleName(value, long);
    if (name === "severity" && isSeverity(value)) return t(`severity.${value}`);
    if (name === "status") return t(`status.${value}`);
    return visibleText(long ?? value);
  };
}

/** Severities from the worst; all else as it was counted. */
function inOrder(name: FacetName, counts: readonly ValueCount[]): readonly ValueCount[] {
  if (name !== "severity") return counts;
  const rank = ({ value }: ValueCount): number => severities.indexOf(value as Severity);
  return counts.toSorted((one, other) => rank(other) - rank(one));
}

/** What is filtered by can be taken out again, also where nothing has it any more. */
function withChosen(counts: readonly ValueCount[], { only, not }: FacetFilter): readonly ValueCount[] {
  const missing = [...only, ...not].filter((value) => counts.every((one) => one.value !== value));
  return [...missing.map((value) => ({ value, name: null, count: 0 })), ...counts];
}

function isSeverity(value: string): value is (typeof severities)[number] {
  return severities.some((severity) => severity === value);
}
