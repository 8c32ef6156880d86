/** Each page is a file of its own in the build, with what it alone needs. */
export const pageLoaders = {
  home: () => import("./pages/home-page.tsx"),
  alerts: () => import("./pages/alerts-page.tsx"),
  alert: () => import("./pages/alert-page.tsx"),
  explore: () => import("./pages/explore-page.tsx"),
  processes: () => import("./pages/processes-page.tsx"),
  rules: () => import("./pages/rules-page.tsx"),
  rule: () => import("./pages/rule-page.tsx"),
  ruleEditor: () => import("./pages/rule-editor-page.tsx"),
  coverage: () => import("./pages/coverage-page.tsx"),
  settings: () => import("./pages/settings-page.tsx"),
} as const;

export type PageName = keyof typeof pageLoaders;
