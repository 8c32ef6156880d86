import { useMemo } from "react";
import "./eql-editor.css";
import { eqlParts } from "./eql-parts.ts";

/** A query to be read, coloured as in the editor. */
export function EqlText({ query, label }: { readonly query: string; readonly label: string }) {
  const pieces = useMemo(() => piecesOf(query), [query]);
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: a long query scrolls, also by keys
    <section className="eql-text" aria-label={label} tabIndex={0}>
      {pieces.map(({ from, text, kind }) =>
        kind === undefined ? (
          text
        ) : (
          <span key={from} className={`eql-${kind}`}>
            {text}
          </span>
        ),
      )}
    </section>
  );
}

interface Piece {
  readonly from: number;
  readonly text: string;
  readonly kind?: string;
}

function piecesOf(query: string): readonly Piece[] {
  const pieces: Piece[] = [];
  let at = 0;
  for (const { kind, from, to } of eqlParts(query)) {
    if (from > at) pieces.push({ from: at, text: query.slice(at, from) });
    pieces.push({ from, text: query.slice(from, to), kind });
    at = to;
  }
  if (at < query.length) pieces.push({ from: at, text: query.slice(at) });
  return pieces;
}
