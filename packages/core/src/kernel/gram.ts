/** Bytes of a gram: a piece of a pattern that is looked for at every place of a text. */
export const gramLength = 4;

/**
 * Texts that many events hold. A gram found in one of them tells little, and patterns offer others nearly always. Only
 * speed depends on the list.
 */
const commonTexts = [
  "c:\\windows\\system32\\",
  "c:\\windows\\syswow64\\",
  "c:\\program files (x86)\\",
  "c:\\program files\\",
  "c:\\programdata\\microsoft\\windows\\",
  "c:\\users\\public\\appdata\\local\\temp\\",
  "\\appdata\\roaming\\microsoft\\",
  "\\device\\harddiskvolume",
  "hklm\\software\\microsoft\\windows nt\\currentversion\\",
  "hklm\\system\\currentcontrolset\\services\\",
  "hkey_users\\software\\classes\\",
  "\\registry\\machine\\software\\",
  "/usr/bin/",
  "/usr/local/bin/",
  "/usr/sbin/",
  "/usr/lib/",
  "/home/",
  "/var/lib/",
  "/applications/",
  "/library/",
  "/system/library/",
  ".app/contents/macos/",
  ".exe",
  ".dll",
  ".sys",
  ".tmp",
  ".log",
  "microsoft corporation",
  "microsoft windows publisher",
  "nt authority\\system",
];

const encoder = new TextEncoder();
const commonGrams: ReadonlySet<number> = new Set(commonTexts.flatMap((text) => gramsOf(text)));

/** The gram that tells most about texts with a literal, and what looking for it costs; undefined where it is too short. */
export function bestGram(literal: string): { readonly gram: number; readonly cost: number } | undefined {
  let best: { gram: number; cost: number } | undefined;
  for (const gram of gramsOf(literal)) {
    const cost = costOf(gram);
    if (best === undefined || cost < best.cost) best = { gram, cost };
  }
  return best;
}

/** A gram in one of the common texts is met in most events; one with a digit or a sign is rarer than plain letters. */
function costOf(gram: number): number {
  if (commonGrams.has(gram)) return 60;
  let letters = 0;
  for (let shift = 0; shift < 32; shift += 8) {
    const byte = (gram >>> shift) & 0xff;
    if (byte >= 0x61 && byte <= 0x7a) letters += 1;
  }
  return letters === gramLength ? 4 : 3;
}

/** All grams of a text: the four bytes as a word, each with bit 5 set, which makes letters of either case equal. */
function gramsOf(text: string): readonly number[] {
  const bytes = encoder.encode(text);
  const grams: number[] = [];
  for (let at = 0; at + gramLength <= bytes.length; at += 1) {
    const word =
      (bytes[at] ?? 0) |
      ((bytes[at + 1] ?? 0) << 8) |
      ((bytes[at + 2] ?? 0) << 16) |
      ((bytes[at + 3] ?? 0) << 24);
    grams.push((word | 0x20202020) >>> 0);
  }
  return grams;
}
