/** `registry.data` as far as Sysmon's `Details` tells it. */
export interface RegistryData {
  readonly type: string;
  readonly strings?: readonly string[];
}

const dword = /^DWORD \((0x[\da-f]{1,16})\)$/i;
const qword = /^QWORD \((0x[\da-f]{1,16})-(0x[\da-f]{1,16})\)$/i;

/**
 * Type and text of a registry value that was set (Sysmon 13). **quirk**: a QWORD is computed as `(high << 8) + low`, not
 * with a shift by 32 (windows-to-ecs.md section 3); `Binary Data` is a placeholder of Sysmon's, so it gives no text.
 */
export function parseRegistryDetails(details: string): RegistryData {
  if (details === "Binary Data") return { type: "REG_BINARY" };
  const double = dword.exec(details);
  if (double?.[1] !== undefined) return { type: "SZ_DWORD", strings: [String(BigInt(double[1]))] };
  const quad = qword.exec(details);
  if (quad?.[1] !== undefined && quad[2] !== undefined) {
    return { type: "SZ_QWORD", strings: [String((BigInt(quad[1]) << 8n) + BigInt(quad[2]))] };
  }
  return { type: "REG_SZ", strings: [details] };
}
