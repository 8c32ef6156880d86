import { getRouteApi } from "@tanstack/react-router";
import { RulesList } from "../../features/rules/rules-list.tsx";

const route = getRouteApi("/rules");

export function RulesPage() {
  const filters = route.useSearch();
  const navigate = route.useNavigate();
  return (
    <RulesList
      filters={filters}
      onFilters={(search) => void navigate({ search, replace: true, resetScroll: false })}
    />
  );
}
