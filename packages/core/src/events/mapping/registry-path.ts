/** A Sysmon TargetObject cut as its mapping cuts it. */
export interface RegistryPathParts {
  readonly hive?: string;
  readonly key?: string;
  readonly value?: string;
}

const hives = new Set(["HKLM", "HKU", "HKCR", "HKCU", "HKCC"]);

/**
 * Hive, key and value of a registry path. **quirk**: the key includes the value's name, and for the event of a key the
 * value is the last part of that key (windows-to-ecs.md section 3). A path that begins with no known hive has only a value.
 */
export function splitRegistryPath(path: string): RegistryPathParts {
  const first = path.indexOf("\\");
  const last = path.lastIndexOf("\\");
  const parts: { hive?: string; key?: string; value?: string } = {};
  const hive = first === -1 ? path : path.slice(0, first);
  if (hives.has(hive)) {
    parts.hive = hive;
    if (first !== -1 && first < path.length - 1) parts.key = path.slice(first + 1);
  }
  if (last !== -1 && last < path.length - 1) parts.value = path.slice(last + 1);
  return parts;
}
