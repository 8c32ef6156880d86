import { createRequire } from "node:module";
import type * as Yaml from "yaml";

const require = createRequire(import.meta.url);
let library: typeof Yaml | undefined;

/** The YAML library, loaded with the first YAML file: it is most of the code behind rule files, and few rules need it. */
export function yamlLibrary(): typeof Yaml {
  library ??= require("yaml") as typeof Yaml;
  return library;
}
