import { securitySchema } from "../../security/security-schema.ts";
import type { Migration } from "../migrate.ts";

export const securityTables: Migration = { version: 6, sql: securitySchema };
