// @ts-check
// Last step of `npm run build`: puts what a published package needs beside its code.
import { cpSync, existsSync, rmSync } from "node:fs";
import { fileURLToPath } from "node:url";

const fromRoot = (/** @type {string} */ path) => fileURLToPath(new URL(`../${path}`, import.meta.url));

copy("rules", "packages/server/assets/rules");
copy("recordings/demo", "packages/server/assets/demo");
copy("packaging", "packages/server/assets/packaging");
copy("packages/server/pages/api-docs", "packages/server/assets/api-docs");
copy("packages/ui/dist", "packages/server/assets/ui");
for (const name of ["core", "server"]) {
  copy("LICENSE", `packages/${name}/LICENSE`);
  copy("NOTICE", `packages/${name}/NOTICE`);
}

/**
 * Makes `to` the same as `from`, also where a file is gone from `from` or all of it is.
 * @param {string} from
 * @param {string} to
 */
function copy(from, to) {
  rmSync(fromRoot(to), { recursive: true, force: true });
  if (existsSync(fromRoot(from))) cpSync(fromRoot(from), fromRoot(to), { recursive: true });
}
