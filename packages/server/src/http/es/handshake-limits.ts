/** Bounds on what clients may set up before they send. */
export const handshakeLimits = {
  /** How much is remembered; beyond it what came first is forgotten. */
  maxSettings: 2_000,
  maxSettingsBytes: 32 * 1024 * 1024,
  /** One of them: the templates of Beats have up to 1 MiB. */
  maxSettingBytes: 4 * 1024 * 1024,
  maxSettingNameLength: 512,
  /** Names in one path that are looked at. */
  maxNamesInPath: 100,
  /** Aliases that one request sets. */
  maxAliasActions: 100,
} as const;
