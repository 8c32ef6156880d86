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
import { TextListField } from "./text-list-field.tsx";
import { threatsOf } from "./threat-draft.ts";
import { ThreatField } from "./threat-field.tsx";

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
  const languages = Object.keys(Object(draft["translations"])).join(", ");
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
      <ThreatField
        threats={threatsOf(draft)}
        problem={problems.get("threat")}
        onThreats={(threat) => set({ threat })}
      />
      <TextListField
        label={t("field.false_positives")}
        texts={texts("false_positives")}
        problem={problems.get("false_positives")}
        onTexts={(list) => set({ false_positives: list })}
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
      <Textarea
        {...field("setup")}
        description={t("hint.setup")}
        autosize
        minRows={2}
        maxRows={10}
        value={text("setup")}
        onChange={({ currentTarget }) => set({ setup: currentTarget.value })}
      />
      <SimpleGrid cols={{ base: 1, sm: 2 }} spacing="sm">
        <TagsInput {...field("author")} value={texts("author")} onChange={(author) => set({ author })} />
        <TextInput
          {...field("license")}
          value={text("license")}
          onChange={({ currentTarget }) => set({ license: currentTarget.value })}
        />
        <TextInput
          {...field("timestamp_override")}
          description={t("hint.timestamp_override")}
          placeholder="@timestamp"
          value={text("timestamp_override")}
          onChange={({ currentTarget }) =>
            set({
              timestamp_override: currentTarget.value,
              // Without another field there is nothing to fall back from.
              ...(currentTarget.value === "" ? { timestamp_override_fallback_disabled: undefined } : {}),
            })
          }
        />
        <Switch
          label={t("field.timestamp_override_fallback_disabled")}
          disabled={text("timestamp_override") === ""}
          checked={draft["timestamp_override_fallback_disabled"] === true}
          onChange={({ currentTarget }) =>
            set({ timestamp_override_fallback_disabled: currentTarget.checked ? true : undefined })
          }
          style={{ alignSelf: "end" }}
        />
      </SimpleGrid>
      <Switch
        label={t("field.building_block_type")}
        description={t("hint.building_block_type")}
        checked={draft["building_block_type"] === "default"}
        onChange={({ currentTarget }) =>
          set({ building_block_type: currentTarget.checked ? "default" : undefined })
        }
      />
      {isNew && (
        <Switch
          label={t("field.enabled")}
          checked={draft["enabled"] === true}
          onChange={({ currentTarget }) => set({ enabled: currentTarget.checked })}
        />
      )}
      {languages !== "" && (
        <Text size="sm" c="dimmed">
          {t("translated", { languages })}
        </Text>
      )}
      <Text size="sm" c="dimmed">
        {t("more")}
      </Text>
    </Stack>
  );
}
