import { refuse } from "./search-error.ts";

/**
 * A time as text: ISO 8601 unless another format is named. Patterns are made of `yyyy MM dd HH mm ss SSS XXX` and texts in
 * single quotes.
 *
 * @param offsetMs of the zone whose clock is shown
 */
export function formatDate(ms: number, format: string | undefined, offsetMs: number, path: string): string {
  const [first = "strict_date_optional_time"] = format?.split("||") ?? [];
  switch (first) {
    case "epoch_millis":
      return String(ms);
    case "epoch_second":
      return String(Math.floor(ms / 1_000));
    case "strict_date_optional_time":
    case "strict_date_optional_time_nanos":
    case "date_optional_time":
    case "strict_date_time":
    case "date_time":
    case "iso8601":
      return writePattern(ms, "yyyy-MM-dd'T'HH:mm:ss.SSSXXX", offsetMs, path);
    case "strict_date":
    case "date":
      return writePattern(ms, "yyyy-MM-dd", offsetMs, path);
    default:
      return writePattern(ms, first, offsetMs, path);
  }
}

function writePattern(ms: number, pattern: string, offsetMs: number, path: string): string {
  const date = new Date(ms + offsetMs);
  if (Number.isNaN(date.getTime())) return String(ms);
  const two = (value: number): string => String(value).padStart(2, "0");
  return pattern.replace(/'([^']*)'|([A-Za-z])\2*/g, (token: string, quoted: string | undefined) => {
    if (quoted !== undefined) return quoted === "" ? "'" : quoted;
    switch (token) {
      case "yyyy":
      case "uuuu":
        return String(date.getUTCFullYear()).padStart(4, "0");
      case "MM":
        return two(date.getUTCMonth() + 1);
      case "dd":
        return two(date.getUTCDate());
      case "HH":
        return two(date.getUTCHours());
      case "mm":
        return two(date.getUTCMinutes());
      case "ss":
        return two(date.getUTCSeconds());
      case "SSS":
        return String(date.getUTCMilliseconds()).padStart(3, "0");
      case "X":
      case "XX":
      case "XXX":
        return zoneText(offsetMs);
      default:
        return refuse(path, `[${token}] in a format of dates is not supported`, "illegal_argument_exception");
    }
  });
}

function zoneText(offsetMs: number): string {
  if (offsetMs === 0) return "Z";
  const minutes = Math.abs(offsetMs) / 60_000;
  const two = (value: number): string => String(Math.floor(value)).padStart(2, "0");
  return `${offsetMs < 0 ? "-" : "+"}${two(minutes / 60)}:${two(minutes % 60)}`;
}
