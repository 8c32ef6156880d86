import { existsSync } from "node:fs";
import { fileURLToPath } from "node:url";

/** What the package ships beside its code: the bundled rules, the recording of the demo, the page of the API. */
function assetPath(name: string): string {
  const path = fileURLToPath(new URL(`../../assets/${name}`, import.meta.url));
  if (!existsSync(path))
    throw new Error(`the package is not complete: ${path} is missing; run \`npm run build\``);
  return path;
}

export const bundledRules = (): string => assetPath("rules");
export const demoRecording = (): string => assetPath("demo/aptsimulator_cobaltstrike.zip");
/** The folder of the web application. */
export const webApplication = (): string => assetPath("ui");
/** The folder of the page that shows the API. */
export const apiDocsPage = (): string => assetPath("api-docs");
