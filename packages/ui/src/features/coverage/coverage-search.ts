/** What the page shows, as it stands in the address. */
export interface CoverageSearch {
  /** The technique whose rules are listed. */
  readonly technique?: string;
  /** Only rules that are enabled; they are, where it is left out. */
  readonly all?: boolean;
}

/** Reads the address, whatever stands there. */
export function readCoverageSearch(search: Readonly<Record<string, unknown>>): CoverageSearch {
  const { technique, all } = search;
  return {
    ...(typeof technique === "string" && technique !== "" ? { technique } : {}),
    ...(all === true ? { all } : {}),
  };
}
