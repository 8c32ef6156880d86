import {
  Input,
  NumberInput,
  Select,
  SimpleGrid,
  Stack,
  Switch,
  TagsInput,
  Text,
  Textarea,
  TextInput,
} from "@mantine/core";
import { useTranslation } from "react-i18next";
import { EqlEditor } from "../../shared/eql-editor/eql-editor.tsx";
import type { RuleParameters } from "../../shared/rule-text/rule-toml.ts";
import { severities } from "../../shared/ui/severity-badge.tsx";
import { changedDraft, withSeverity } from "./rule-draft.ts";

interface RuleFormProps {
  readonly draft: RuleParameters;
  onDraft(draft: RuleParameters): void;
  /** What is wrong, by the member of the rule. */
  readonly problems: ReadonlyMap<string, string>;
  readonly isNew: boolean;
  onPreview(): void;
}

/** The members of a rule that most rules have; the others stand in its text. */
export function RuleForm({ draft, onDraft, problems, isNew, onPreview }: RuleFormProps) {
  const { t } = useTranslation("rule-editor");
  const set = (changes: RuleParameters): void => onDraft(changedDraft(draft, changes));
  const text = (name: string): string => {
    const value = draft[name];
    return typeof value === "string" ? value : "";
  };
  const texts = (name: string): string[] => {
    const value = draft[name];
    return Array.isArray(value) ? value.filter((one): one is string => typeof one === "string") : [];
  };
  const number = (name: string): number | string => {
    const value = draft[name];
    return typeof value === "number" ? value : "";
  };
  const field = (name: string) => ({
    label: t(`field.${name}`),
    error: problems.get(name),
    name,
  });
  const isEql = text("type") === "eql";
  const queryProblem = problems.get("query");
  return (
    <Stack gap="sm">
      <TextInput
        {...field("name")}
        required
        value={text("name")}
        onChange={({ currentTarget }) => set({ name: currentTarget.value })}
      />
      <Stack gap={4}>
        <Input.Label component="div" labelElement="div">
          {t("field.query")}
        </Input.Label>
        {isEql ? (
          <EqlEditor
            value={text("query")}
            onChange={(query) => set({ query })}
            label={t("field.query")}
            eventCategoryField={text("event_category_override") || undefined}
            onSubmit={onPreview}
            minLines={10}
          />
        ) : (
          <>
            <Textarea
              aria-label={t("field.query")}
              value={text("query")}
              autosize
              minRows={4}
              onChange={({ currentTarget }) => set({ query: currentTarget.value })}
            />
            <Text size="sm" c="dimmed">
              {t("notEql", { type: text("type") })}
            </Text>
          </>
        )}
        {queryProblem !== undefined && text("query") === "" && (
          <Text size="sm" c="var(--mantine-color-error)" role="alert">
            {queryProblem}
          </Text>
        )}
      </Stack>
      <TagsInput
        {...field("index")}
        description={t("hint.index")}
        value={texts("index")}
        onChange={(index) => set({ index })}
      />
      <Textarea
        {...field("description")}
        required
        autosize
        minRows={2}
        maxRows={8}
        value={text("description")}
        onChange={({ currentTarget }) => set({ description: currentTarget.value })}
      />
      <SimpleGrid cols={{ base: 2, sm: 3 }} spacing="sm">
        <Select
          {...field("severity")}
          allowDeselect={false}
          data={severities.map((value) => ({ value, label: t(`severity.${value}`, { ns: "shared" }) }))}
          value={text("severity")}
          onChange={(severity) => severity !== null && onDraft(withSeverity(draft, severity))}
        />
        <NumberInput
          {...field("risk_score")}
          min={0}
          max={100}
          allowDecimal={false}
          value={number("risk_score")}
          onChange={(risk) => set({ risk_score: typeof risk === "number" ? risk : undefined })}
        />
        <NumberInput
          {...field("max_signals")}
          min={1}
          allowDecimal={false}
          placeholder={t("hint.max_signals")}
          value={number("max_signals")}
          onChange={(most) => set({ max_signals: typeof most === "number" ? most : undefined })}
        />
        <TextInput
          {...field("interval")}
          placeholder="5m"
          value={text("interval")}
          onChange={({ currentTarget }) => set({ interval: currentTarget.value })}
        />
        <TextInput
          {...field("from")}
          placeholder="now-10m"
          value={text("from")}
          onChange={({ currentTarget }) => set({ from: currentTarget.value })}
        />
      </SimpleGrid>
      <TagsInput {...field("tags")} value={texts("tags")} onChange={(tags) => set({ tags })} />
      <TagsInput
        {...field("references")}
        value={texts("references")}
        onChange={(references) => set({ references })}
      />
      <Textarea
        {...field("note")}
        description={t("hint.note")}
        autosize
        minRows={3}
        maxRows={14}
        value={text("note")}
        onChange={({ currentTarget }) => set({ note: currentTarget.value })}
      />
      {isNew && (
        <Switch
          label={t("field.enabled")}
          checked={draft["enabled"] === true}
          onChange={({ currentTarget }) => set({ enabled: currentTarget.checked })}
        />
      )}
      <Text size="sm" c="dimmed">
        {t("more")}
      </Text>
    </Stack>
  );
}
