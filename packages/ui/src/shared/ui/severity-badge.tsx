import { useTranslation } from "react-i18next";
import classes from "./severity-badge.module.css";

export type Severity = "low" | "medium" | "high" | "critical";

/** From the least to the worst. */
export const severities: readonly Severity[] = ["low", "medium", "high", "critical"];

/** Told by shape and word as well as by colour. */
export function SeverityBadge({ severity }: { readonly severity: Severity }) {
  const { t } = useTranslation("shared");
  return (
    <span className={classes["badge"]} data-severity={severity}>
      <span className={classes["bars"]} aria-hidden>
        {severities.map((one, at) => (
          <span key={one} data-on={at <= severities.indexOf(severity)} />
        ))}
      </span>
      <span className={classes["word"]}>{t(`severity.${severity}`)}</span>
    </span>
  );
}
