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
import { Shell } from "./shell.tsx";

// Each page is a file of its own in the build, with what it alone needs. What a page shows stands in the address: each page
// reads its search parameters with a function of its feature, which takes whatever somebody has typed there.

const root = createRootRoute({ component: Shell, notFoundComponent: NotFound, errorComponent: PageFailed });

const home = createRoute({
  getParentRoute: () => root,
  path: "/",
  component: page(() => import("./pages/home-page.tsx"), "HomePage"),
});

const alerts = createRoute({
  getParentRoute: () => root,
  path: "/alerts",
  validateSearch: readAlertsSearch,
  component: page(() => import("./pages/alerts-page.tsx"), "AlertsPage"),
});

const alert = createRoute({
  getParentRoute: () => root,
  path: "/alerts/$alertId",
  validateSearch: readAlertSearch,
  component: page(() => import("./pages/alert-page.tsx"), "AlertPage"),
});

const explore = createRoute({
  getParentRoute: () => root,
  path: "/explore",
  validateSearch: readExploreSearch,
  component: page(() => import("./pages/explore-page.tsx"), "ExplorePage"),
});

const processes = createRoute({
  getParentRoute: () => root,
  path: "/processes",
  validateSearch: readProcessesSearch,
  component: page(() => import("./pages/processes-page.tsx"), "ProcessesPage"),
});

const rules = createRoute({
  getParentRoute: () => root,
  path: "/rules",
  validateSearch: readRuleFilters,
  component: page(() => import("./pages/rules-page.tsx"), "RulesPage"),
});

const newRule = createRoute({
  getParentRoute: () => root,
  path: "/rules/new",
  component: page(() => import("./pages/rule-editor-page.tsx"), "NewRulePage"),
});

const rule = createRoute({
  getParentRoute: () => root,
  path: "/rules/$ruleId",
  validateSearch: readRuleSearch,
  component: page(() => import("./pages/rule-page.tsx"), "RulePage"),
});

const editRule = createRoute({
  getParentRoute: () => root,
  path: "/rules/$ruleId/edit",
  component: page(() => import("./pages/rule-editor-page.tsx"), "EditRulePage"),
});

const coverage = createRoute({
  getParentRoute: () => root,
  path: "/coverage",
  validateSearch: readCoverageSearch,
  component: page(() => import("./pages/coverage-page.tsx"), "CoveragePage"),
});

const settings = createRoute({
  getParentRoute: () => root,
  path: "/settings",
  validateSearch: readSettingsSearch,
  component: page(() => import("./pages/settings-page.tsx"), "SettingsPage"),
});

function page<Name extends string>(
  load: () => Promise<Readonly<Record<Name, RouteComponent>>>,
  name: Name,
): RouteComponent {
  return lazyRouteComponent(load as () => Promise<Record<string, RouteComponent>>, name);
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
