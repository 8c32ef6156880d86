import { useTranslation } from "react-i18next";
import { useLanguage } from "../i18n/use-language.ts";
import { type Times, useTimes } from "../time/use-times.ts";
import { distanceText } from "./distance-text.ts";
import classes from "./event.module.css";
import { type Sentence, type SentencePiece, sentencePieces } from "./sentence.ts";
import { visibleText } from "./visible-text.ts";

/** A sentence with its values set apart from its words. */
export function SentenceText({ sentence }: { readonly sentence: Sentence }) {
  const pieces = useSentencePieces(sentence);
  const times = useTimes();
  const language = useLanguage();
  return (
    <span>
      {pieces.map((piece, at) =>
        typeof piece === "string" ? (
          piece
        ) : (
          // biome-ignore lint/suspicious/noArrayIndexKey: pieces have their place and nothing else
          <span key={at} className={piece.kind === "value" ? classes["value"] : classes["figure"]}>
            {pieceText(piece, times, language)}
          </span>
        ),
      )}
    </span>
  );
}

/** The same as a text, such as for copying. */
export function useSentenceText(): (sentence: Sentence) => string {
  const { t, i18n } = useTranslation("shared");
  const times = useTimes();
  return (sentence) =>
    sentencePieces(sentence, (key) => t(key, { skipInterpolation: true }))
      .map((piece) => pieceText(piece, times, i18n.language))
      .join("");
}

function useSentencePieces(sentence: Sentence): readonly SentencePiece[] {
  const { t } = useTranslation("shared");
  return sentencePieces(sentence, (key) => t(key, { skipInterpolation: true }));
}

function pieceText(piece: SentencePiece, times: Times, language: string): string {
  if (typeof piece === "string") return piece;
  switch (piece.kind) {
    case "value":
      return visibleText(piece.text);
    case "time":
      return times.clock(piece.ms);
    case "distance":
      return distanceText(piece.ms, language);
  }
}
