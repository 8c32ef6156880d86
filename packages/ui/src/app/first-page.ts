import { type AlertTab, readAlertSearch } from "../features/alert/alert-search.ts";
import { delayFilter, hostsSearch, openAlertsFilter } from "../features/home/home-requests.ts";
import { requestOf } from "../shared/api/call.ts";
import type { Request } from "../shared/api/early-requests.ts";
import { searchRequest } from "../shared/api/search-events.ts";
import type { PageName } from "./page-loaders.ts";

/** What the page of an address is made of, as far as the address alone tells. */
export interface FirstPage {
  /** Undefined where the router has to find out. */
  readonly page: PageName | undefined;
  readonly alert?: { readonly id: string; readonly tab?: AlertTab };
  readonly requests: readonly Request[];
}

/** Nothing but time is lost where it is wrong: the router decides what is shown. @param path such as `/alerts/1` */
export function firstPage(path: string, search: URLSearchParams): FirstPage {
  const [name = "", id, more] = path.split("/").slice(1);
  const requests: Request[] = [requestOf("GET /api/v1/me", {})];
  switch (name) {
    case "":
      requests.push(
        requestOf("GET /api/v1/alerts/counts", { query: openAlertsFilter }),
        requestOf("GET /api/v1/alerts", { query: delayFilter }),
        requestOf("GET /api/v1/status", {}),
        requestOf("GET /api/v1/data-streams", {}),
        // What takes longest comes last: the others would wait for it.
        searchRequest("*", hostsSearch),
      );
      return { page: "home", requests };
    case "alerts":
      if (id === undefined || id === "") return { page: "alerts", requests };
      {
        const alert = { id: decoded(id), ...readAlertSearch(Object.fromEntries(search)) };
        return { page: "alert", alert, requests: [...requests, ...alertRequests(alert)] };
      }
    case "rules":
      if (id === undefined || id === "") return { page: "rules", requests };
      return { page: id === "new" || more === "edit" ? "ruleEditor" : "rule", requests };
    case "explore":
    case "processes":
    case "coverage":
    case "settings":
      return { page: name, requests };
    default:
      return { page: undefined, requests };
  }
}

function alertRequests({ id, tab }: NonNullable<FirstPage["alert"]>): readonly Request[] {
  const input = { path: { id } };
  return [
    requestOf("GET /api/v1/alerts/{id}", input),
    requestOf("GET /api/v1/alerts/{id}/events", input),
    ...(tab === "guide" ? [requestOf("GET /api/v1/alerts/{id}/steps", input)] : []),
  ];
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}
