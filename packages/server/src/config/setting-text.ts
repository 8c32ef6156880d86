import { durationText, sizeText } from "./quantity.ts";
import type { Setting } from "./setting.ts";

/** What stands for a value in help and documentation. */
export function settingValueText(setting: Setting): string {
  switch (setting.kind) {
    case "text":
      return "text";
    case "path":
    case "paths":
      return "path";
    case "integer":
      return "n";
    case "size":
      return "size";
    case "duration":
      return "time";
    case "boolean":
      return "true|false";
    case "choice":
      return (setting.choices ?? []).join("|");
    case "patterns":
      return "pattern=other,other;…";
  }
}

/** The value that a setting has where nobody sets it, as one would write it. */
export function standardText({ kind, standard }: Setting): string {
  if (standard === undefined) return kind === "size" || kind === "duration" ? "off" : "–";
  switch (kind) {
    case "size":
      return sizeText(Number(standard));
    case "duration":
      return durationText(Number(standard));
    case "paths":
    case "patterns":
      return "–";
    case "text":
    case "path":
    case "integer":
    case "boolean":
    case "choice":
      return String(standard);
  }
}
