/**
 * The text after the last backslash. **quirk**: a path without a backslash has no name, so the System process
 * (`System`, pid 4) has no `process.name` (windows-to-ecs.md section 3).
 */
export function nameInPath(path: string): string | undefined {
  const cut = path.lastIndexOf("\\");
  return cut === -1 || cut === path.length - 1 ? undefined : path.slice(cut + 1);
}

/**
 * The text after the last dot of the whole path, case kept. **quirk**: with no dot in the name but one in a folder it is
 * the rest of the path (`C:\a.b\c` gives `b\c`).
 */
export function extensionOfPath(path: string): string | undefined {
  const dot = path.lastIndexOf(".");
  return dot === -1 || dot === path.length - 1 ? undefined : path.slice(dot + 1);
}

/** The text after the last dot of the name, as sensors give it that know what a name is (no quirk). */
export function extensionOfName(path: string): string | undefined {
  const nameFrom = Math.max(path.lastIndexOf("\\"), path.lastIndexOf("/")) + 1;
  return path.lastIndexOf(".") < nameFrom ? undefined : extensionOfPath(path);
}

/** The text before the last backslash. */
export function directoryOfPath(path: string): string | undefined {
  const cut = path.lastIndexOf("\\");
  return cut <= 0 ? undefined : path.slice(0, cut);
}
