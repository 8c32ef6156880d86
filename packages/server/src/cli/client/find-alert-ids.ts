import { OperationalError } from "../../platform/operational-error.ts";
import { UsageError } from "../exit-codes.ts";
import type { ClientMessages } from "../messages/client-messages.ts";
import { listOf, objectOf, textOf } from "./alert-json.ts";
import { clientLimits } from "./client-limits.ts";
import type { ServerConnection } from "./server-connection.ts";

const fullId = /^[0-9a-f]{64}$/;

/**
 * The whole ids of alerts of which people have typed the beginnings, as tables show them, in the same order. Throws
 * `not-found` where none begins so, UsageError where several do. A whole id is not looked for.
 */
export async function findAlertIds(
  server: Pick<ServerConnection, "ask">,
  typed: readonly string[],
  messages: ClientMessages,
): Promise<readonly string[]> {
  const beginnings = typed.filter((text) => !fullId.test(text));
  const found = new Map<string, Set<string>>(beginnings.map((text) => [text, new Set()]));
  if (beginnings.length > 0) {
    for await (const id of allAlertIds(server)) {
      for (const [text, ids] of found) if (id.startsWith(text)) ids.add(id);
    }
  }
  return typed.map((text) => {
    const ids = found.get(text);
    if (ids === undefined) return text;
    if (ids.size > 1) throw new UsageError(messages.severalAlerts(text));
    const [id] = ids;
    if (id === undefined) throw new OperationalError("not-found", messages.noSuchAlert(text));
    return id;
  });
}

/** The newest first, and of very many alerts only these. */
async function* allAlertIds(server: Pick<ServerConnection, "ask">): AsyncGenerator<string, void> {
  let after: string | undefined;
  for (let seen = 0; seen < clientLimits.maxLookedThrough; seen += clientLimits.pageSize) {
    const page = await server.ask({
      path: "/api/v1/alerts",
      query: { fields: "summary", building_blocks: "all", per_page: clientLimits.pageSize, after },
    });
    for (const alert of listOf(page["alerts"])) yield textOf(objectOf(alert)["id"]);
    after = textOf(page["next"]) || undefined;
    if (after === undefined) return;
  }
}
