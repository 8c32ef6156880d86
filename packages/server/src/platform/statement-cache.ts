import type { Database } from "./database.ts";
import type { Statement } from "./sql-statement.ts";

/** Statements whose text is put together, each prepared once, as long as there are not too many. */
export interface StatementCache {
  prepare<Row>(sql: string): Statement<Row>;
}

export function createStatementCache(database: Database, maxStatements: number): StatementCache {
  const prepared = new Map<string, Statement<unknown>>();
  return {
    prepare<Row>(sql: string) {
      const known = prepared.get(sql);
      if (known !== undefined) return known as Statement<Row>;
      const statement = database.prepare<Row>(sql);
      const [oldest] = prepared.keys();
      if (oldest !== undefined && prepared.size >= maxStatements) prepared.delete(oldest);
      prepared.set(sql, statement);
      return statement;
    },
  };
}
