import type { Hono } from "hono";
import type { ServerEnv } from "../server-env.ts";
import { addAlertRoutes } from "./alerts/alert-routes.ts";
import { addItemRoutes } from "./exceptions/item-routes.ts";
import { addListRoutes } from "./exceptions/list-routes.ts";
import { addRuleExceptionRoutes } from "./exceptions/rule-exception-routes.ts";
import type { KibanaDependencies } from "./kibana-dependencies.ts";
import { createKibanaRouter } from "./kibana-router.ts";
import { addValueListRoutes } from "./lists/value-list-routes.ts";
import { addBulkRoutes } from "./rules/bulk-routes.ts";
import { addRuleRoutes } from "./rules/rule-routes.ts";
import { addSetupRoutes } from "./rules/setup-routes.ts";
import { addTransferRoutes } from "./rules/transfer-routes.ts";

/** The part of Kibana's API by which tools manage rules, alerts and exceptions (specification 12). */
export function addKibanaRoutes(app: Hono<ServerEnv>, dependencies: KibanaDependencies): void {
  const router = createKibanaRouter(app);
  addSetupRoutes(router, dependencies);
  addRuleRoutes(router, dependencies);
  addBulkRoutes(router, dependencies);
  addTransferRoutes(router, dependencies);
  addAlertRoutes(router, dependencies);
  addListRoutes(router, dependencies);
  addItemRoutes(router, dependencies);
  addRuleExceptionRoutes(router, dependencies);
  addValueListRoutes(router, dependencies);
}
