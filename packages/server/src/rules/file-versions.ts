import { statSync } from "node:fs";
import { listRuleFiles } from "./list-rule-files.ts";

/** A text that changes when a rule file below the paths does, by names, sizes and times of change. */
export function fileVersions(paths: readonly string[]): string {
  const { files, failures } = listRuleFiles(paths);
  const parts = files.map(({ path }) => {
    try {
      const { size, mtimeMs } = statSync(path);
      return `${path} ${size} ${mtimeMs}`;
    } catch {
      // Gone between the two looks: the next one sees it.
      return `${path} -`;
    }
  });
  return [...parts, ...failures.map(({ path, message }) => `${path} ${message}`)].join("\n");
}
