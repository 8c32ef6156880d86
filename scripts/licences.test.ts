import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { expect, it } from "vitest";

interface LockedPackage {
  readonly version?: string;
  readonly license?: string;
  readonly dev?: boolean;
  readonly link?: boolean;
  readonly hasInstallScript?: boolean;
}

const lockFile = fileURLToPath(new URL("../package-lock.json", import.meta.url));
const { packages } = JSON.parse(readFileSync(lockFile, "utf8")) as {
  packages: Readonly<Record<string, LockedPackage>>;
};

/** What comes with `npm install eqlite`, on any platform. */
const installed = Object.entries(packages).filter(
  ([path, { dev, link }]) => path.includes("node_modules/") && dev !== true && link !== true,
);

/** Licences that ask for no more than their own text. A new one is looked at by a person, and named in NOTICE. */
const permissive = new Set(["MIT", "ISC", "Apache-2.0", "BSD-3-Clause"]);

it("everything that is installed with the server has a permissive licence", () => {
  expect(installed.length).toBeGreaterThan(30);
  expect(installed.filter(([, { license = "none" }]) => !permissive.has(license))).toEqual([]);
});

it("nothing that is installed with the server runs a script of its own", () => {
  expect(installed.filter(([, { hasInstallScript }]) => hasInstallScript === true)).toEqual([]);
});
