export { GuideTab } from "./guide-tab.tsx";
