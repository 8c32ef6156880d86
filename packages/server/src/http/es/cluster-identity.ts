import type { JsonObject } from "@eqlite/core/events";

/** What the server says of itself where a client looks for a cluster. */
export interface ClusterIdentity {
  readonly nodeName: string;
  readonly clusterName: string;
  /** 22 characters of base64url, the same for as long as there is the data folder: clients tell clusters apart by it. */
  readonly clusterUuid: string;
}

/** The version whose requests and answers are spoken here. */
export const spokenVersion = "8.19.0";

/**
 * The answer of `GET /`. A Beat or an agent sends to no cluster that is older than itself and says its version in its user
 * agent: a newer one hears its own version.
 */
export function clusterInfo(identity: ClusterIdentity, userAgent: string | undefined): JsonObject {
  return {
    name: identity.nodeName,
    cluster_name: identity.clusterName,
    cluster_uuid: identity.clusterUuid,
    version: {
      number: newerVersion(spokenVersion, elasticAgentVersion(userAgent)),
      build_flavor: "default",
      build_type: "tar",
      build_hash: "0000000000000000000000000000000000000000",
      build_date: "2025-07-01T00:00:00.000000000Z",
      build_snapshot: false,
      lucene_version: "9.12.1",
      minimum_wire_compatibility_version: "7.17.0",
      minimum_index_compatibility_version: "7.0.0",
    },
    tagline: "You Know, for Search",
  };
}

/** `Elastic-Filebeat/9.1.2 (linux; amd64; …)`, `Elastic Agent v9.1.2`. */
function elasticAgentVersion(userAgent: string | undefined): string | undefined {
  return /^Elastic[- ][\w -]{1,40}[/ ]v?(\d{1,2}\.\d{1,3}\.\d{1,3})/.exec(userAgent ?? "")?.[1];
}

function newerVersion(version: string, other: string | undefined): string {
  if (other === undefined) return version;
  const numbers = version.split(".").map(Number);
  const others = other.split(".").map(Number);
  for (const [place, number] of numbers.entries()) {
    const difference = (others[place] ?? 0) - number;
    if (difference !== 0) return difference > 0 ? other : version;
  }
  return version;
}
