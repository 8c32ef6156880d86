/** The address as it may stand in a link: http, https and mail to anywhere, and places of these pages. Undefined for others. */
export function safeLink(address: string | undefined): string | undefined {
  if (address === undefined) return undefined;
  const text = address.trim();
  // Two slashes, also as backslashes, lead to another host under the scheme of the page; that is no place of these pages.
  if (/^\/(?![/\\])/.test(text)) return text;
  let url: URL;
  try {
    url = new URL(text);
  } catch {
    return undefined;
  }
  return schemes.has(url.protocol) ? url.href : undefined;
}

const schemes: ReadonlySet<string> = new Set(["http:", "https:", "mailto:"]);
