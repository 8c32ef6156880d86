import { ActionIcon } from "@mantine/core";
import { IconColumnInsertRight, IconColumnRemove, IconZoomIn, IconZoomOut } from "@tabler/icons-react";
import { useTranslation } from "react-i18next";
import type { EventField } from "../../shared/event/flatten-event.ts";
import type { Addition } from "./add-to-query.ts";

interface FieldButtonsProps {
  readonly field: EventField;
  readonly canNarrow: boolean;
  readonly isColumn: boolean;
  readonly onNarrow: (addition: Addition) => void;
  readonly onColumn: () => void;
}

/** Narrows the query by a field's value, or shows the field as a column. */
export function FieldButtons({
  field: { name },
  canNarrow,
  isColumn,
  onNarrow,
  onColumn,
}: FieldButtonsProps) {
  const { t } = useTranslation("explore");
  const additions = [
    ["include", IconZoomIn],
    ["exclude", IconZoomOut],
  ] as const;
  const column = t(isColumn ? "removeColumn" : "addColumn", { name });
  const ColumnIcon = isColumn ? IconColumnRemove : IconColumnInsertRight;
  return (
    <>
      {canNarrow &&
        additions.map(([addition, Icon]) => (
          <ActionIcon
            key={addition}
            size="xs"
            variant="subtle"
            color="gray"
            aria-label={t(addition, { name })}
            title={t(addition, { name })}
            onClick={() => onNarrow(addition)}
          >
            <Icon size={14} aria-hidden />
          </ActionIcon>
        ))}
      <ActionIcon
        size="xs"
        variant="subtle"
        color="gray"
        aria-label={column}
        title={column}
        onClick={onColumn}
      >
        <ColumnIcon size={14} aria-hidden />
      </ActionIcon>
    </>
  );
}
