// @ts-check
// Makes a fresh or changed checkout ready to run. Uses nothing but Node: dependencies may not be installed yet.
import { spawnSync } from "node:child_process";
import {
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  statSync,
  utimesSync,
  writeFileSync,
} from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

const root = fileURLToPath(new URL("..", import.meta.url));
const stampPath = join(root, "node_modules/.cache/eqlite-build-stamp");

/** What a build makes. */
const outputs = ["packages/core/dist", "packages/server/dist", "packages/ui/dist"];

/** What a build reads, beside the dependencies. */
const inputs = [
  "packages/core/src",
  "packages/core/package.json",
  "packages/server/src",
  "packages/server/pages",
  "packages/server/package.json",
  "packages/server/tsconfig.json",
  "e2e/tsconfig.json",
  "packages/ui/src",
  "packages/ui/public",
  "packages/ui/index.html",
  "packages/ui/package.json",
  "packages/ui/tsconfig.json",
  "packages/ui/vite.config.ts",
  "tsconfig.base.json",
  "tsconfig.json",
  "tsconfig.tests.json",
  "vitest.config.ts",
  "package.json",
  "scripts/build-kernel.js",
  "scripts/copy-assets.js",
  "scripts/generate-api-types.js",
  "packaging",
  "rules",
  "recordings/demo",
  "LICENSE",
  "NOTICE",
];

/**
 * Installs the dependencies if they are not those of package-lock.json, and builds if a source has changed since the
 * last build. Says nothing when there is nothing to do.
 * @returns {boolean} false if a step failed; what went wrong has been printed then
 */
export function ensureBuilt() {
  // Development packages are needed to build, whatever NODE_ENV says.
  if (!isInstalled() && !runNpm(["ci", "--include=dev"], "Installing dependencies")) return false;
  if (isBuilt()) return true;
  const started = new Date();
  if (!runNpm(["run", "build"], "Building")) return false;
  mkdirSync(dirname(stampPath), { recursive: true });
  writeFileSync(stampPath, "");
  // The stamp has the time of the start: a source saved while the build ran makes the next one.
  utimesSync(stampPath, started, started);
  return true;
}

/**
 * Whether node_modules holds the versions that package-lock.json asks for. Versions, because the times of both files
 * say little after a checkout. Optional packages are for one platform each and may be absent.
 */
function isInstalled() {
  const installed = readLockedPackages("node_modules/.package-lock.json");
  if (installed === undefined) return false;
  const wanted = readLockedPackages("package-lock.json") ?? {};
  return Object.entries(wanted).every(
    ([path, entry]) =>
      !path.includes("node_modules/") ||
      entry.link === true ||
      entry.optional === true ||
      installed[path]?.version === entry.version,
  );
}

/**
 * @param {string} path
 * @returns {Record<string, { version?: string, link?: boolean, optional?: boolean }> | undefined}
 */
function readLockedPackages(path) {
  try {
    return JSON.parse(readFileSync(join(root, path), "utf8")).packages;
  } catch {
    return undefined;
  }
}

function isBuilt() {
  if (!existsSync(stampPath) || !outputs.every((path) => existsSync(join(root, path)))) return false;
  const builtMs = statSync(stampPath).mtimeMs;
  return inputs.every((path) => !isNewer(join(root, path), builtMs));
}

/**
 * Whether a file, or anything in a folder, has changed since. The folder itself counts: a file was added or removed.
 * @param {string} path
 * @param {number} sinceMs
 * @returns {boolean}
 */
function isNewer(path, sinceMs) {
  const stats = statSync(path, { throwIfNoEntry: false });
  if (stats === undefined) return false;
  if (stats.mtimeMs > sinceMs) return true;
  return stats.isDirectory() && readdirSync(path).some((name) => isNewer(join(path, name), sinceMs));
}

/**
 * Runs npm with the user's own settings and prints its output only if it fails.
 * @param {string[]} args
 * @param {string} what
 */
function runNpm(args, what) {
  const shown = `npm ${args.join(" ")}`;
  console.error(`${what} (${shown}) …`);
  const [command, ...before] = npmCommand();
  const result = spawnSync(command, [...before, ...args], {
    cwd: root,
    encoding: "utf8",
    maxBuffer: 256 * 1024 * 1024,
    stdio: ["ignore", "pipe", "pipe"],
    // On Windows npm is a batch file, which only a shell can start.
    shell: process.platform === "win32" && before.length === 0,
  });
  if (result.status === 0) return true;
  process.stderr.write(result.stdout ?? "");
  process.stderr.write(result.stderr ?? "");
  const reason =
    result.error?.message ?? (result.signal ? `ended by ${result.signal}` : `exit code ${result.status}`);
  console.error(`${what} failed: ${shown}: ${reason}`);
  return false;
}

/**
 * The npm that started this script, if one did, else the one on the path.
 * @returns {[string, ...string[]]}
 */
function npmCommand() {
  const npmScript = process.env.npm_execpath;
  return npmScript?.endsWith("npm-cli.js") ? [process.execPath, npmScript] : ["npm"];
}
