/**
 * What happened, in words: the key of a text in which `{{slots}}` stand, and what goes into them. Values of events never become
 * part of the text itself, so nothing in them can be taken for one of its slots.
 */
export interface Sentence {
  /** Under `event.say` of the texts of `shared`. */
  readonly say: string;
  readonly slots?: Readonly<Record<string, Slot | undefined>>;
}

/** An empty slot (undefined) leaves nothing behind. */
export type Slot =
  | { readonly kind: "value"; readonly text: string; readonly field?: string }
  | { readonly kind: "time"; readonly ms: number }
  | { readonly kind: "distance"; readonly ms: number }
  | { readonly kind: "sentence"; readonly sentence: Sentence };

export type SentencePiece = string | Exclude<Slot, { readonly kind: "sentence" }>;

/** Puts slots between the pieces of the text. @param template gives a text by its key, with its slots as they stand */
export function sentencePieces(
  { say, slots = {} }: Sentence,
  template: (key: string) => string,
): readonly SentencePiece[] {
  return template(`event.say.${say}`)
    .split(/\{\{(\w+)\}\}/)
    .flatMap((piece, at): readonly SentencePiece[] => {
      if (at % 2 === 0) return piece === "" ? [] : [piece];
      const slot = slots[piece];
      if (slot === undefined) return [];
      return slot.kind === "sentence" ? sentencePieces(slot.sentence, template) : [slot];
    });
}

export function valueSlot(text: string | undefined, field?: string): Slot | undefined {
  if (text === undefined) return undefined;
  return { kind: "value", text, ...(field === undefined ? {} : { field }) };
}

/** A part of a sentence that is there only if all its values are. */
export function partSlot(say: string, slots: Readonly<Record<string, Slot | undefined>>): Slot | undefined {
  return Object.values(slots).includes(undefined)
    ? undefined
    : { kind: "sentence", sentence: { say, slots } };
}
