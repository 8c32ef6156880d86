import type { Diagnostic } from "@eqlite/core/lang";

export interface EqlEditorProps {
  readonly value: string;
  onChange(text: string): void;
  /** What is edited, for who cannot see it. */
  readonly label: string;
  /** Where values are looked for that events have, as in a search; all events where it is left out. */
  readonly index?: string;
  readonly eventCategoryField?: string | undefined;
  /** Lines that there is room for before anything is written; 8 where it is left out. */
  readonly minLines?: number;
  /** Lines after which it scrolls; 30 where it is left out. */
  readonly maxLines?: number;
  readonly isReadOnly?: boolean;
  readonly autoFocus?: boolean;
  /** Called with what is wrong with the query whenever it has been checked; nothing for an empty one. */
  onChecked?(diagnostics: readonly Diagnostic[]): void;
  /** Ctrl+Enter, or Cmd+Enter. */
  onSubmit?(): void;
}
