/** The start tag of an event that names the namespace, as everything that Windows writes does. */
const windowsEvent =
  /<(?:[\w.-]+:)?Event\s[^<>]*["']http:\/\/schemas\.microsoft\.com\/win\/2004\/08\/events\/event["']/;

/**
 * Whether a file that begins with this text holds Windows events as XML: a root `Events`, or `Event` elements one after
 * another. In other documents, or behind a first line that is no XML, events count where they name the namespace of Windows
 * events and the text is markup for the most part, which prose with an example is not.
 *
 * @param text without white space at its start
 */
export function isEventXmlFile(text: string): boolean {
  const root = rootName(text);
  if (root === "Events" || root === "Event") return true;
  return root?.toLowerCase() !== "html" && isMostlyMarkup(text) && windowsEvent.test(text);
}

/** The local name of the first element, behind declarations, comments and instructions; undefined where there is none. */
function rootName(text: string): string | undefined {
  let at = 0;
  while (text.startsWith("<?", at) || text.startsWith("<!", at)) {
    const end = text.startsWith("<!--", at) ? text.indexOf("-->", at + 4) : at + 1;
    at = end === -1 ? -1 : text.indexOf("<", end);
    if (at === -1) return undefined;
  }
  return /^<(?:[\w.-]+:)?([\w.-]+)/.exec(text.slice(at, at + 256))?.[1];
}

/** Whether at least half of the lines that are not blank begin with a tag. */
function isMostlyMarkup(text: string): boolean {
  const lines = text.split("\n").filter((line) => line.trim() !== "");
  return lines.filter((line) => line.trimStart().startsWith("<")).length * 2 >= lines.length;
}
