export { askForGuide } from "./ask-panels.ts";
export { GuideTab } from "./guide-tab.tsx";
