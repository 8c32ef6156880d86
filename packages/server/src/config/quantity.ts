/** Units as Elasticsearch writes them, each with how many of the smallest it has. */
const sizeUnits = { b: 1, kb: 1024, mb: 1024 ** 2, gb: 1024 ** 3, tb: 1024 ** 4 } as const;
const durationUnits = { ms: 1, s: 1000, m: 60_000, h: 3_600_000, d: 86_400_000 } as const;

/** Bytes of a text such as `512mb`; undefined where it is none. */
export function parseSize(text: string): number | undefined {
  return parseQuantity(text, sizeUnits);
}

/** Milliseconds of a text such as `30d`; undefined where it is none. */
export function parseDuration(text: string): number | undefined {
  return parseQuantity(text, durationUnits);
}

export function sizeText(bytes: number): string {
  return quantityText(bytes, sizeUnits);
}

export function durationText(ms: number): string {
  return quantityText(ms, durationUnits);
}

function parseQuantity(text: string, units: Readonly<Record<string, number>>): number | undefined {
  const match = /^(\d{1,15})\s*([a-z]{1,2})$/.exec(text.trim().toLowerCase());
  const unit = units[match?.[2] ?? ""];
  if (match === null || unit === undefined) return undefined;
  const value = Number(match[1]) * unit;
  return Number.isSafeInteger(value) ? value : undefined;
}

/** In the largest unit that it is a whole number of. */
function quantityText(value: number, units: Readonly<Record<string, number>>): string {
  let text = "";
  for (const [unit, size] of Object.entries(units))
    if (value % size === 0 && (value >= size || text === "")) text = `${value / size}${unit}`;
  return text;
}
