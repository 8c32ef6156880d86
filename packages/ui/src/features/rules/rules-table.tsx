import { Checkbox, Switch, Text, UnstyledButton } from "@mantine/core";
import { IconArrowDown, IconArrowUp } from "@tabler/icons-react";
import { Link } from "@tanstack/react-router";
import { useVirtualizer } from "@tanstack/react-virtual";
import { memo, type ReactNode, useRef } from "react";
import { useTranslation } from "react-i18next";
import { visibleText } from "../../shared/event/visible-text.ts";
import { numberFormat } from "../../shared/format/number-format.ts";
import { useRuleNames } from "../../shared/rule-text/use-rule-texts.ts";
import { type Severity, SeverityBadge } from "../../shared/ui/severity-badge.tsx";
import { TimeText } from "../../shared/ui/time-text.tsx";
import { durationText } from "./duration-text.ts";
import { ExecutionStatus } from "./execution-status.tsx";
import type { RuleFilters } from "./rule-filters.ts";
import type { ListedRule } from "./rule-queries.ts";
import { LiveBadge, RuleStateBadge } from "./rule-state-badge.tsx";
import classes from "./rules-table.module.css";

interface RulesTableProps {
  readonly rules: readonly ListedRule[];
  /** Also of those that are not fetched yet. */
  readonly total: number;
  readonly sort: Pick<RuleFilters, "sort" | "order">;
  onSort(sort: Pick<RuleFilters, "sort" | "order">): void;
  readonly mayChange: boolean;
  /** Ids of those that are chosen. */
  readonly chosen: ReadonlySet<string>;
  onChoose(id: string, isChosen: boolean): void;
  onChooseAll(isChosen: boolean): void;
  onEnable(rule: ListedRule, enabled: boolean): void;
}

const rowHeight = 46;

/** Rules in rows of one height; only those in view exist. */
export function RulesTable(props: RulesTableProps) {
  const { rules, total, mayChange, chosen } = props;
  const { t } = useTranslation("rules");
  const scroll = useRef<HTMLDivElement>(null);
  const virtual = useVirtualizer({
    count: rules.length,
    getScrollElement: () => scroll.current,
    estimateSize: () => rowHeight,
    overscan: 12,
    getItemKey: (at) => rules[at]?.id ?? at,
  });
  const rows = virtual.getVirtualItems();
  const isAllChosen = chosen.size > 0 && chosen.size >= total;
  return (
    <div className={classes["frame"]}>
      {/* biome-ignore lint/a11y/useSemanticElements: rows that are not in view do not exist, so that it can be no table element */}
      <div
        ref={scroll}
        className={classes["scroll"]}
        role="table"
        aria-label={t("list.label")}
        aria-rowcount={total + 1}
        // biome-ignore lint/a11y/noNoninteractiveTabindex: it scrolls, also by keys
        tabIndex={0}
      >
        {/* biome-ignore lint/a11y/useSemanticElements: see above */}
        <div role="rowgroup" className={classes["headGroup"]}>
          {/* biome-ignore lint/a11y/useSemanticElements: see above */}
          {/* biome-ignore lint/a11y/useFocusableInteractive: see above */}
          <div role="row" aria-rowindex={1} className={`${classes["row"]} ${classes["head"]}`}>
            <Cell isHead>
              <Checkbox
                size="xs"
                aria-label={t("list.chooseAll", { count: total })}
                checked={isAllChosen}
                indeterminate={chosen.size > 0 && !isAllChosen}
                onChange={({ currentTarget }) => props.onChooseAll(currentTarget.checked)}
              />
            </Cell>
            <SortedCell name="name" {...props} />
            <SortedCell name="severity" {...props} />
            <Cell isHead className="state">
              {t("column.state")}
            </Cell>
            <Cell isHead className="live">
              {t("column.live")}
            </Cell>
            <Cell isHead className="last">
              {t("column.last")}
            </Cell>
            <Cell isHead className="alerts" isNumber>
              {t("column.alerts")}
            </Cell>
            <Cell isHead className="warnings" isNumber>
              {t("column.warnings")}
            </Cell>
            <Cell isHead className="gaps" isNumber>
              {t("column.gaps")}
            </Cell>
            <Cell isHead className="due">
              {t("column.due")}
            </Cell>
            <Cell isHead>{t("column.enabled")}</Cell>
          </div>
        </div>
        {/* biome-ignore lint/a11y/useSemanticElements: see above */}
        <div role="rowgroup" className={classes["body"]} style={{ height: virtual.getTotalSize() }}>
          {rows.map(({ index, start, key }) => {
            const rule = rules[index];
            if (rule === undefined) return null;
            return (
              <RuleRow
                key={key}
                rule={rule}
                at={index}
                top={start}
                isChosen={chosen.has(rule.id)}
                mayChange={mayChange}
                onChoose={props.onChoose}
                onEnable={props.onEnable}
              />
            );
          })}
        </div>
      </div>
    </div>
  );
}

interface RuleRowProps extends Pick<RulesTableProps, "mayChange" | "onChoose" | "onEnable"> {
  readonly rule: ListedRule;
  readonly at: number;
  readonly top: number;
  readonly isChosen: boolean;
}

/** Drawn anew only where the rule has changed: scrolling moves rows, and makes those that come. */
const RuleRow = memo(function RuleRow({
  rule,
  at,
  top,
  isChosen,
  mayChange,
  onChoose,
  onEnable,
}: RuleRowProps) {
  const { t, i18n } = useTranslation("rules");
  const name = useRuleNames()(rule.rule_id, rule.name);
  const execution = rule.last_execution;
  const warnings = execution?.warnings.length ?? 0;
  return (
    // biome-ignore lint/a11y/useSemanticElements: see the table
    // biome-ignore lint/a11y/useFocusableInteractive: what is in it can be focused
    <div
      role="row"
      aria-rowindex={at + 2}
      aria-selected={isChosen}
      className={classes["row"]}
      style={{ top, height: rowHeight }}
    >
      <Cell>
        <Checkbox
          size="xs"
          aria-label={t("list.choose", { name })}
          checked={isChosen}
          onChange={({ currentTarget }) => onChoose(rule.id, currentTarget.checked)}
        />
      </Cell>
      <Cell>
        <Link to="/rules/$ruleId" params={{ ruleId: rule.rule_id }} className={classes["name"]} title={name}>
          {name}
        </Link>
        <div className={classes["tags"]} title={visibleText(rule.tags.join(", "))}>
          {[
            t(`origin.${rule.origin}`),
            ...(rule.is_edited ? [t("list.edited")] : []),
            ...rule.tags.map(visibleText),
          ].join(" · ")}
        </div>
      </Cell>
      <Cell>
        <SeverityBadge severity={rule.severity as Severity} />
      </Cell>
      <Cell className="state">
        <RuleStateBadge rule={rule} />
      </Cell>
      <Cell className="live">
        <LiveBadge rule={rule} />
      </Cell>
      <Cell className="last">
        {execution === null ? (
          <Text span size="sm" c="dimmed">
            {t("list.never")}
          </Text>
        ) : (
          <>
            <ExecutionStatus status={execution.status} />
            <Text size="xs" c="dimmed" truncate>
              <TimeText time={execution.started_at} style="relative" />
              {execution.duration_ms !== null && ` · ${durationText(execution.duration_ms, i18n.language)}`}
            </Text>
          </>
        )}
      </Cell>
      <Cell className="alerts" isNumber>
        {numberFormat(i18n.language).format(rule.alerts_last_day)}
      </Cell>
      <Cell className="warnings" isNumber>
        <span title={execution?.warnings.join("\n")}>{warnings}</span>
      </Cell>
      <Cell className="gaps" isNumber>
        {rule.unfilled_gap_ms === 0 ? "–" : durationText(rule.unfilled_gap_ms, i18n.language)}
      </Cell>
      <Cell className="due">
        <TimeText time={rule.next_due_at} style="relative" />
      </Cell>
      <Cell>
        <Switch
          size="sm"
          aria-label={t("list.enable", { name })}
          checked={rule.enabled}
          disabled={!mayChange}
          onChange={({ currentTarget }) => onEnable(rule, currentTarget.checked)}
        />
      </Cell>
    </div>
  );
});

function SortedCell({
  name,
  sort,
  onSort,
}: Pick<RulesTableProps, "sort" | "onSort"> & { readonly name: "name" | "severity" }) {
  const { t } = useTranslation("rules");
  const isSorted = (sort.sort ?? "name") === name;
  const isDescending = sort.order === "desc";
  const Icon = isDescending ? IconArrowDown : IconArrowUp;
  return (
    <Cell isHead sorted={isSorted ? (isDescending ? "descending" : "ascending") : "none"}>
      <UnstyledButton
        className={classes["sort"]}
        fz="xs"
        onClick={() => onSort({ sort: name, order: isSorted === isDescending ? "asc" : "desc" })}
      >
        {t(`column.${name}`)}
        {isSorted && <Icon size={12} aria-hidden />}
      </UnstyledButton>
    </Cell>
  );
}

interface CellProps {
  readonly children?: ReactNode;
  readonly isHead?: boolean;
  readonly isNumber?: boolean;
  readonly className?: string;
  readonly sorted?: "ascending" | "descending" | "none";
}

function Cell({ children, isHead = false, isNumber = false, className, sorted }: CellProps) {
  const names = [
    className === undefined ? undefined : classes[className],
    isNumber ? classes["number"] : undefined,
  ];
  const joined = names.filter((name) => name !== undefined).join(" ");
  return isHead ? (
    // biome-ignore lint/a11y/useSemanticElements: see the table
    // biome-ignore lint/a11y/useFocusableInteractive: what is in it can be focused
    <div role="columnheader" aria-sort={sorted} className={joined}>
      {children}
    </div>
  ) : (
    // biome-ignore lint/a11y/useSemanticElements: see the table
    <div role="cell" className={joined}>
      {children}
    </div>
  );
}
