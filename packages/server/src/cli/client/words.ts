import type { Language } from "../messages/language.ts";

const units = [
  { ms: 86_400_000, en: "d", "zh-CN": "天" },
  { ms: 3_600_000, en: "h", "zh-CN": "小时" },
  { ms: 60_000, en: "min", "zh-CN": "分钟" },
  { ms: 1_000, en: "s", "zh-CN": "秒" },
] as const;

/** Such as `3 min` or `2 d`: in the largest unit that fits, rounded down. */
export function durationWords(ms: number, language: Language): string {
  const unit = units.find((one) => ms >= one.ms) ?? units[3];
  return `${Math.floor(ms / unit.ms)} ${unit[language]}`;
}

/** Such as `1.4 GiB`. */
export function sizeWords(bytes: number): string {
  const names = ["bytes", "KiB", "MiB", "GiB", "TiB", "PiB"];
  let value = bytes;
  let at = 0;
  while (value >= 1024 && at < names.length - 1) {
    value /= 1024;
    at += 1;
  }
  return `${at === 0 ? value : value.toFixed(1)} ${names[at]}`;
}
