export const settingsSections = ["connect", "storage", "users", "keys", "audit"] as const;

export type SettingsSection = (typeof settingsSections)[number];

export interface SettingsSearch {
  readonly section?: SettingsSection | undefined;
}

/** Reads the address, whatever stands there. */
export function readSettingsSearch(search: Readonly<Record<string, unknown>>): SettingsSearch {
  const section = settingsSections.find((one) => one === search["section"]);
  return section === undefined ? {} : { section };
}
