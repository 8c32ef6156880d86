import { useTimes } from "../time/use-times.ts";

interface TimeTextProps {
  /** ISO 8601 or milliseconds; a dash where there is none. */
  readonly time: string | number | null | undefined;
  readonly style?: "full" | "exact" | "clock" | "relative";
}

/** A time in the chosen zone; what it means exactly, and where, is told when it is pointed at. */
export function TimeText({ time, style = "full" }: TimeTextProps) {
  const times = useTimes();
  if (time === null || time === undefined) return <span>–</span>;
  return (
    <time
      dateTime={typeof time === "number" ? new Date(time).toISOString() : time}
      data-hint={`${times.exact(time)} ${times.zone} · ${times.relative(time)}`}
    >
      {times[style](time)}
    </time>
  );
}
