export { ProcessExplorer } from "./process-explorer.tsx";
export { ProcessPicker } from "./process-picker.tsx";
export { namesProcess, type ProcessesSearch, readProcessesSearch } from "./processes-search.ts";
