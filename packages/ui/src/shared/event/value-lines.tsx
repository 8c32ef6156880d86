import type { ReactNode } from "react";
import { CopyValueButton } from "./copy-value-button.tsx";
import classes from "./event.module.css";
import type { EventField } from "./flatten-event.ts";
import { visibleText } from "./visible-text.ts";

/** What can be done with a field and its values, beside copying. */
export type FieldTools = (field: EventField) => ReactNode;

interface ValueLinesProps {
  readonly lines: readonly { readonly label: ReactNode; readonly field: EventField }[];
  readonly tools?: FieldTools | undefined;
}

/** Names and values under each other, each with what can be done with it. */
export function ValueLines({ lines, tools }: ValueLinesProps) {
  return (
    <dl className={classes["lines"]}>
      {lines.map(({ label, field }) => {
        const text = field.values.map(String).join("\n");
        return (
          <div key={field.name} className={classes["line"]}>
            <dt title={field.name}>{label}</dt>
            <dd>
              <span className={classes["texts"]}>{visibleText(text)}</span>
              <span className={classes["tools"]}>
                {tools?.(field)}
                <CopyValueButton value={text} name={field.name} />
              </span>
            </dd>
          </div>
        );
      })}
    </dl>
  );
}
