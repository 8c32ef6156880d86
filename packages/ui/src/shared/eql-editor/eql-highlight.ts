import { type Extension, RangeSetBuilder, StateField, type Text } from "@codemirror/state";
import { Decoration, type DecorationSet, EditorView } from "@codemirror/view";
import { type EqlPartKind, eqlParts } from "./eql-parts.ts";

const marks = new Map<EqlPartKind, Decoration>();

function markOf(kind: EqlPartKind): Decoration {
  const known = marks.get(kind);
  if (known !== undefined) return known;
  const mark = Decoration.mark({ class: `eql-${kind}` });
  marks.set(kind, mark);
  return mark;
}

/** Queries are short: all of it is cut anew with each change. */
function highlight(doc: Text): DecorationSet {
  const builder = new RangeSetBuilder<Decoration>();
  for (const { kind, from, to } of eqlParts(doc.toString())) builder.add(from, to, markOf(kind));
  return builder.finish();
}

const highlighted = StateField.define<DecorationSet>({
  create: ({ doc }) => highlight(doc),
  update: (shown, { docChanged, newDoc }) => (docChanged ? highlight(newDoc) : shown),
  provide: (field) => EditorView.decorations.from(field),
});

/** Colours a query by its parts; the colours stand in eql-editor.css. */
export const eqlHighlight: Extension = highlighted;
