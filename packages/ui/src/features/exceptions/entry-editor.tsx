import { ActionIcon, Grid, Select, TagsInput, TextInput } from "@mantine/core";
import { IconTrash } from "@tabler/icons-react";
import { useTranslation } from "react-i18next";
import {
  type DraftEntry,
  type EntryOperator,
  entryOperators,
  type ValueListChoice,
  withOperator,
} from "./exception-draft.ts";

interface EntryEditorProps {
  readonly entry: DraftEntry;
  readonly number: number;
  readonly valueLists: readonly ValueListChoice[];
  readonly onChange: (entry: DraftEntry) => void;
  readonly onRemove: () => void;
}

/** One test of an exception: a field, how it is tested, and with what. */
export function EntryEditor({ entry, number, valueLists, onChange, onRemove }: EntryEditorProps) {
  const { t } = useTranslation("exceptions");
  const label = (part: string): string => t(`entry.${part}`, { number });
  return (
    <Grid gap="xs" align="center">
      <Grid.Col span={{ base: 12, xs: 4 }}>
        <TextInput
          size="xs"
          aria-label={label("field")}
          placeholder="process.executable"
          value={entry.field}
          onChange={({ currentTarget }) => onChange({ ...entry, field: currentTarget.value })}
        />
      </Grid.Col>
      <Grid.Col span={{ base: 12, xs: 3 }}>
        <Select
          size="xs"
          aria-label={label("operator")}
          allowDeselect={false}
          value={entry.operator}
          data={entryOperators.map((value) => ({ value, label: t(`operator.${value}`) }))}
          onChange={(value) =>
            onChange(
              withOperator(
                entry,
                entryOperators.find((one) => one === value) ?? ("is" satisfies EntryOperator),
              ),
            )
          }
        />
      </Grid.Col>
      <Grid.Col span={{ base: 10, xs: 4 }}>
        <ValueInput entry={entry} label={label("value")} valueLists={valueLists} onChange={onChange} />
      </Grid.Col>
      <Grid.Col span={{ base: 2, xs: 1 }}>
        <ActionIcon
          variant="subtle"
          color="gray"
          aria-label={label("remove")}
          title={label("remove")}
          onClick={onRemove}
        >
          <IconTrash size={15} aria-hidden />
        </ActionIcon>
      </Grid.Col>
    </Grid>
  );
}

function ValueInput({
  entry,
  label,
  valueLists,
  onChange,
}: Pick<EntryEditorProps, "entry" | "valueLists" | "onChange"> & { readonly label: string }) {
  const { t } = useTranslation("exceptions");
  switch (entry.operator) {
    case "exists":
    case "doesNotExist":
      return null;
    case "isOneOf":
    case "isNotOneOf":
      return (
        <TagsInput
          size="xs"
          aria-label={label}
          value={[...entry.values]}
          splitChars={[]}
          acceptValueOnBlur
          onChange={(values) => onChange({ ...entry, values })}
        />
      );
    case "isInList":
    case "isNotInList":
      return (
        <Select
          size="xs"
          aria-label={label}
          placeholder={valueLists.length === 0 ? t("entry.noLists") : t("entry.chooseList")}
          disabled={valueLists.length === 0}
          value={entry.list?.id ?? null}
          data={valueLists.map(({ id }) => id)}
          onChange={(chosen) => onChange({ ...entry, list: valueLists.find(({ id }) => id === chosen) })}
        />
      );
    case "is":
    case "isNot":
    case "matches":
    case "doesNotMatch":
      return (
        <TextInput
          size="xs"
          aria-label={label}
          value={entry.values[0] ?? ""}
          onChange={({ currentTarget }) => onChange({ ...entry, values: [currentTarget.value] })}
        />
      );
  }
}
