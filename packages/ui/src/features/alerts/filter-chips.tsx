import { Button, CloseButton, Group } from "@mantine/core";
import { useQueryClient } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";
import type { AnswerOf } from "../../shared/api/call.ts";
import {
  type AlertsView,
  type FacetName,
  facetNames,
  hasFilters,
  toggleValue,
  withoutFilters,
} from "./alerts-search.ts";
import { useValueLabels } from "./facet-panel.tsx";
import classes from "./filter-chips.module.css";

interface FilterChipsProps {
  readonly view: AlertsView;
  readonly onChange: (view: AlertsView) => void;
}

/** What is filtered by, each a click away from being taken out. */
export function FilterChips({ view, onChange }: FilterChipsProps) {
  const { t } = useTranslation("alerts");
  if (!hasFilters(view)) return null;
  return (
    <Group gap={6} role="group" aria-label={t("filters.label")}>
      {facetNames.flatMap((name) =>
        (["only", "not"] as const).flatMap((as) =>
          view.facets[name][as].map((value) => (
            <FilterChip
              key={`${name} ${as} ${value}`}
              name={name}
              value={value}
              isNot={as === "not"}
              onRemove={() => onChange(toggleValue(view, name, value, as))}
            />
          )),
        ),
      )}
      <Button size="compact-xs" variant="subtle" color="gray" onClick={() => onChange(withoutFilters(view))}>
        {t("filters.clear")}
      </Button>
    </Group>
  );
}

interface FilterChipProps {
  readonly name: FacetName;
  readonly value: string;
  readonly isNot: boolean;
  readonly onRemove: () => void;
}

function FilterChip({ name, value, isNot, onRemove }: FilterChipProps) {
  const { t } = useTranslation("alerts");
  const label = useValueLabels()(name, value, useKnownName(name, value));
  const text = t(isNot ? "filters.not" : "filters.only", { facet: t(`facet.${name}`), value: label });
  return (
    <span className={classes["chip"]} data-not={isNot} title={text}>
      <span className={classes["text"]}>{text}</span>
      <CloseButton
        size={16}
        iconSize={12}
        aria-label={t("filters.remove", { filter: text })}
        onClick={onRemove}
      />
    </span>
  );
}

/** The facets have been told what rules and tactics are called. */
function useKnownName(name: FacetName, value: string): string | null {
  const client = useQueryClient();
  type Counts = AnswerOf<"GET /api/v1/alerts/counts">;
  for (const [, counts] of client.getQueriesData<Counts>({ queryKey: ["alerts", "counts"] })) {
    const found = counts?.by[name]?.find((one) => one.value === value)?.name;
    if (found !== undefined && found !== null) return found;
  }
  return null;
}
