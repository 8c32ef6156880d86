/** A compressed file or an archive; "other" ones are known by name and not read. */
export type Container =
  | { readonly kind: "gzip" | "zstd" | "zip" | "tar" }
  | { readonly kind: "other"; readonly name: string };

/** As much of a file as `detectContainer` looks at. */
export const containerHeadBytes = 512;

const magics: readonly { readonly at: number; readonly bytes: string; readonly container: Container }[] = [
  { at: 0, bytes: "1f8b08", container: { kind: "gzip" } },
  { at: 0, bytes: "28b52ffd", container: { kind: "zstd" } },
  { at: 0, bytes: "504b0304", container: { kind: "zip" } },
  // An empty zip begins with its end record.
  { at: 0, bytes: "504b0506", container: { kind: "zip" } },
  { at: 257, bytes: "7573746172", container: { kind: "tar" } },
  { at: 0, bytes: "377abcaf271c", container: { kind: "other", name: "7z" } },
  { at: 0, bytes: "526172211a07", container: { kind: "other", name: "RAR" } },
  { at: 0, bytes: "fd377a585a00", container: { kind: "other", name: "xz" } },
  { at: 4, bytes: "314159265359", container: { kind: "other", name: "bzip2" } },
  { at: 0, bytes: "04224d18", container: { kind: "other", name: "LZ4" } },
];

/** The container that a file is, by its first bytes whatever its name, or undefined for any other file. */
export function detectContainer(head: Uint8Array): Container | undefined {
  const hex = Buffer.from(head.buffer, head.byteOffset, Math.min(head.length, containerHeadBytes)).toString(
    "hex",
  );
  return magics.find(({ at, bytes }) => hex.startsWith(bytes, at * 2))?.container;
}
