import { getRouteApi } from "@tanstack/react-router";
import { RuleView } from "../../features/rules/rule-view.tsx";

const route = getRouteApi("/rules/$ruleId");

export function RulePage() {
  const { ruleId } = route.useParams();
  const search = route.useSearch();
  const navigate = route.useNavigate();
  return (
    <RuleView
      ruleId={ruleId}
      search={search}
      onSearch={(next) => void navigate({ search: next, resetScroll: false })}
    />
  );
}
