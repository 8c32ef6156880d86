import { OperationalError } from "../../../platform/operational-error.ts";
import { alertIndex } from "../../../search/alert-source.ts";
import type { KibanaDependencies } from "../kibana-dependencies.ts";
import type { KibanaRouter } from "../kibana-router.ts";

const base = "/api/detection_engine";

/** What clients ask before they begin: nothing has to be set up here. */
export function addSetupRoutes(router: KibanaRouter, { rules }: Pick<KibanaDependencies, "rules">): void {
  router.on("GET", `${base}/tags`, "read", () => rules.tags());

  router.on("GET", `${base}/privileges`, "read", (context) => {
    const { name, permissions } = context.get("principal");
    const [read, triage, manage] = [
      permissions.has("read"),
      permissions.has("triage"),
      permissions.has("manage-rules"),
    ];
    return {
      username: name,
      has_all_requested: read && triage && manage,
      cluster: {},
      index: {
        [alertIndex.name]: {
          all: false,
          read,
          view_index_metadata: read,
          write: triage,
          maintenance: triage,
          index: triage,
          create_doc: false,
          delete: false,
          delete_index: false,
          manage,
        },
      },
      application: {},
      is_authenticated: true,
      has_encryption_key: true,
    };
  });

  router.on("GET", `${base}/index`, "read", () => ({
    name: alertIndex.name,
    index_mapping_outdated: false,
  }));
  router.on("POST", `${base}/index`, "manage-rules", () => ({ acknowledged: true }));
  router.on("DELETE", `${base}/index`, "manage-rules", () => {
    throw new OperationalError(
      "not-found",
      "There is no index to delete: alerts are kept until their retention ends.",
    );
  });

  // The rules of the program are there from its start, and as new as the program.
  router.on("GET", `${base}/rules/prepackaged/_status`, "read", () => {
    const count = (origins: readonly ("api" | "file" | "bundled")[]): number =>
      rules.find({ origins }, { pageSize: 0 }).total;
    return {
      rules_custom_installed: count(["api", "file"]),
      rules_installed: count(["bundled"]),
      rules_not_installed: 0,
      rules_not_updated: 0,
      timelines_installed: 0,
      timelines_not_installed: 0,
      timelines_not_updated: 0,
    };
  });
  router.on("PUT", `${base}/rules/prepackaged`, "manage-rules", () => ({
    rules_installed: 0,
    rules_updated: 0,
    timelines_installed: 0,
    timelines_updated: 0,
  }));
}
