import { formatIp } from "./ip-address.ts";
import type { DateValue, Value } from "./values.ts";

/** The text of a value as `string()` and `concat()` give it; null for null (specification section 5, `string`). */
export function valueText(value: Value): string | null {
  switch (typeof value) {
    case "string":
      return value;
    case "bigint":
    case "boolean":
      return String(value);
    case "number":
      return doubleText(value);
    default:
      if (value === null) return null;
  }
  switch (value.kind) {
    case "date":
      return dateText(value);
    case "ip":
      return formatIp(value.address);
    case "version":
      return value.text;
  }
}

/** The shortest form that reads back as the same double, with a decimal point. */
function doubleText(value: number): string {
  const text = String(value);
  return /^-?\d+$/.test(text) ? `${text}.0` : text;
}

/** ISO 8601 in UTC, with milliseconds, or with nine digits where there is more. */
export function dateText(value: DateValue): string {
  const withMs = isoText(value.ms);
  return value.nanos === 0 ? withMs : withMs.replace("Z", `${String(value.nanos).padStart(6, "0")}Z`);
}

function isoText(ms: number): string {
  // The Date type is only used as a calendar here, never as a clock.
  return new Date(ms).toISOString();
}
