import type { MatchMode } from "./query-node.ts";

/**
 * The words of a text, in lower case: runs of letters, digits and underscores, also with single apostrophes and dots between
 * letters or digits, which is what the standard analysis of Elasticsearch leaves together in names of files and hosts.
 */
export function wordsOf(text: string): readonly string[] {
  return text.toLowerCase().match(/[\p{L}\p{N}\p{M}_]+(?:['’.](?=[\p{L}\p{N}])[\p{L}\p{N}\p{M}_]+)*/gu) ?? [];
}

/**
 * A test for one of a field's texts. That all words are there cannot be said of one text: each may stand in another.
 *
 * @param words at least one
 */
export function compileWordTest(
  words: readonly string[],
  mode: Exclude<MatchMode, "all">,
): (text: string) => boolean {
  switch (mode) {
    case "any": {
      const wanted = new Set(words);
      return (text) => wordsOf(text).some((word) => wanted.has(word));
    }
    case "phrase":
      return (text) => holdsRun(wordsOf(text), words, (word, wanted) => word === wanted);
    case "phrase-prefix":
      return (text) =>
        holdsRun(wordsOf(text), words, (word, wanted, isLast) =>
          isLast ? word.startsWith(wanted) : word === wanted,
        );
  }
}

function holdsRun(
  found: readonly string[],
  wanted: readonly string[],
  fits: (word: string, wanted: string, isLast: boolean) => boolean,
): boolean {
  const last = wanted.length - 1;
  for (let from = 0; from + last < found.length; from += 1) {
    if (wanted.every((word, at) => fits(found[from + at] ?? "", word, at === last))) return true;
  }
  return false;
}
