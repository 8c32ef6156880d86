/**
 * Whose conventions a path follows, which decides how errors are written and which headers its answers have:
 * - `elasticsearch`: what agents, shippers and Elasticsearch clients call
 * - `kibana`: the API of Kibana's detection engine
 * - `eqlite`: our own API, operations, and the pages
 */
export type RouteFamily = "elasticsearch" | "kibana" | "eqlite";

const ownPaths = /^\/(?:api\/v1|healthz|readyz|metrics|_ui)(?:\/|$)/;
const kibanaPaths = /^\/(?:s\/[^/]+\/)?(?:api|internal)(?:\/|$)/;

export function routeFamily(path: string): RouteFamily {
  if (ownPaths.test(path)) return "eqlite";
  return kibanaPaths.test(path) ? "kibana" : "elasticsearch";
}
