import {
  createRootRoute,
  createRoute,
  createRouter,
  lazyRouteComponent,
  type RouteComponent,
} from "@tanstack/react-router";
import { readAlertSearch } from "../features/alert/alert-search.ts";
import { readAlertsSearch } from "../features/alerts/alerts-search.ts";
import { readCoverageSearch } from "../features/coverage/coverage-search.ts";
import { readExploreSearch } from "../features/explore/explore-search.ts";
import { readProcessesSearch } from "../features/process-tree/processes-search.ts";
import { readRuleFilters } from "../features/rules/rule-filters.ts";
import { readRuleSearch } from "../features/rules/rule-tabs.ts";
import { readSettingsSearch } from "../features/settings/settings-search.ts";
import { NotFound, PageFailed } from "./page-failed.tsx";
import { type PageName, pageLoaders } from "./page-loaders.ts";
import { Shell } from "./shell.tsx";

// What a page shows stands in the address: each page reads its search parameters with a function of its feature, which takes
// whatever somebody has typed there.

const root = createRootRoute({ component: Shell, notFoundComponent: NotFound, errorComponent: PageFailed });

const home = createRoute({
  getParentRoute: () => root,
  path: "/",
  component: page("home", "HomePage"),
});

const alerts = createRoute({
  getParentRoute: () => root,
  path: "/alerts",
  validateSearch: readAlertsSearch,
  component: page("alerts", "AlertsPage"),
});

const alert = createRoute({
  getParentRoute: () => root,
  path: "/alerts/$alertId",
  validateSearch: readAlertSearch,
  loaderDeps: ({ search: { tab } }) => ({ tab }),
  loader({ params: { alertId }, deps: { tab }, cause }) {
    // Not waited for: the page says for itself what does not come. Who only points at a link gets no searches.
    pageLoaders.alert().then(
      ({ askForAlert }) => askForAlert(alertId, cause === "preload" ? undefined : tab),
      // The router finds out by itself that the page cannot be loaded.
      () => undefined,
    );
  },
  component: page("alert", "AlertPage"),
});

const explore = createRoute({
  getParentRoute: () => root,
  path: "/explore",
  validateSearch: readExploreSearch,
  component: page("explore", "ExplorePage"),
});

const processes = createRoute({
  getParentRoute: () => root,
  path: "/processes",
  validateSearch: readProcessesSearch,
  component: page("processes", "ProcessesPage"),
});

const rules = createRoute({
  getParentRoute: () => root,
  path: "/rules",
  validateSearch: readRuleFilters,
  component: page("rules", "RulesPage"),
});

const newRule = createRoute({
  getParentRoute: () => root,
  path: "/rules/new",
  component: page("ruleEditor", "NewRulePage"),
});

const rule = createRoute({
  getParentRoute: () => root,
  path: "/rules/$ruleId",
  validateSearch: readRuleSearch,
  component: page("rule", "RulePage"),
});

const editRule = createRoute({
  getParentRoute: () => root,
  path: "/rules/$ruleId/edit",
  component: page("ruleEditor", "EditRulePage"),
});

const coverage = createRoute({
  getParentRoute: () => root,
  path: "/coverage",
  validateSearch: readCoverageSearch,
  component: page("coverage", "CoveragePage"),
});

const settings = createRoute({
  getParentRoute: () => root,
  path: "/settings",
  validateSearch: readSettingsSearch,
  component: page("settings", "SettingsPage"),
});

function page(name: PageName, component: string): RouteComponent {
  return lazyRouteComponent(pageLoaders[name] as () => Promise<Record<string, RouteComponent>>, component);
}

export const router = createRouter({
  routeTree: root.addChildren([
    home,
    alerts,
    alert,
    explore,
    processes,
    rules,
    newRule,
    rule,
    editRule,
    coverage,
    settings,
  ]),
  defaultPreload: "intent",
  scrollRestoration: true,
});

declare module "@tanstack/react-router" {
  interface Register {
    router: typeof router;
  }
}
