import { getRouteApi } from "@tanstack/react-router";
import { ExistingRuleEditor, NewRuleEditor } from "../../features/rule-editor/rule-editor.tsx";

const route = getRouteApi("/rules/$ruleId/edit");

export function NewRulePage() {
  return <NewRuleEditor />;
}

export function EditRulePage() {
  const { ruleId } = route.useParams();
  return <ExistingRuleEditor ruleId={ruleId} key={ruleId} />;
}
