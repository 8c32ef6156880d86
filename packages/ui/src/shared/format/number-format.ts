const formats = new Map<string, Intl.NumberFormat>();

/**
 * The format of numbers in a language. To make one takes as long as to draw a row of a table, so each is made once.
 * @param options as `Intl.NumberFormat` has them
 */
export function numberFormat(language: string, options: Intl.NumberFormatOptions = {}): Intl.NumberFormat {
  const key = `${language} ${JSON.stringify(options)}`;
  let format = formats.get(key);
  if (format === undefined) {
    format = new Intl.NumberFormat(language, options);
    formats.set(key, format);
  }
  return format;
}
