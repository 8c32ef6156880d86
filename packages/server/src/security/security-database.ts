/** What the tables of security need of a database: the server's `Database` is one. */
export interface SecurityDatabase {
  prepare<Row>(sql: string): SecurityStatement<Row>;
  /** Everything the work does is kept together, or nothing where it throws. */
  transaction<T>(work: () => T): T;
}

export interface SecurityStatement<Row> {
  /** Returns how many rows were changed. */
  run(...values: readonly (string | number | null | Uint8Array)[]): number;
  get(...values: readonly (string | number | null | Uint8Array)[]): Row | undefined;
  all(...values: readonly (string | number | null | Uint8Array)[]): Row[];
}
