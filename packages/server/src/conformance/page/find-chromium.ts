import { accessSync, constants, statSync } from "node:fs";
import { delimiter, join } from "node:path";

/** Names a Chromium goes by on the path, in the order they are tried. `.ci/run` has the same list. */
const names = ["chromium", "chromium-browser", "google-chrome"];

/** What to tell somebody whose machine has none. */
export const noChromium = `there is no Chromium: EQLITE_CHROMIUM is not set, and none of ${names.join(", ")} is on the path`;

/** The program named by EQLITE_CHROMIUM, as it is, or else the first Chromium on the path. */
export function findChromium(env: NodeJS.ProcessEnv): string | undefined {
  if (env["EQLITE_CHROMIUM"]) return env["EQLITE_CHROMIUM"];
  const folders = (env["PATH"] ?? "").split(delimiter).filter((folder) => folder !== "");
  return names.flatMap((name) => folders.map((folder) => join(folder, name))).find(isProgram);
}

function isProgram(path: string): boolean {
  try {
    accessSync(path, constants.X_OK);
    return statSync(path).isFile();
  } catch {
    return false;
  }
}
