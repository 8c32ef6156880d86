const upperCase = /[A-Z]/;
const upperCaseRun = /[A-Z]+/g;
const beyondAscii = /[\u0080-\uffff]/;

/**
 * The text with the letters A-Z in lower case and everything else as it was: `É` stays `É`.
 * This is the case rule for a field against constants (specification 3.6).
 */
export function foldAscii(text: string): string {
  if (!upperCase.test(text)) return text;
  // The built-in conversion is much faster, but folds letters beyond ASCII too.
  if (!beyondAscii.test(text)) return text.toLowerCase();
  return text.replace(upperCaseRun, (run) => run.toLowerCase());
}
