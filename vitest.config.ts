import { fileURLToPath } from "node:url";
import { defineConfig } from "vitest/config";

// Tests run on the sources: a workspace import must not reach a stale build.
const source = (path: string): string => fileURLToPath(new URL(path, import.meta.url));

export default defineConfig({
  resolve: {
    alias: [{ find: /^@eqlite\/core\/(\w+)$/, replacement: `${source("./packages/core/src")}/$1/index.ts` }],
  },
  test: {
    include: ["packages/*/src/**/*.test.{ts,tsx}", "scripts/**/*.test.ts", "e2e/**/*.test.ts"],
    // All processors: what waits for a server or a browser leaves them to others.
    maxWorkers: "100%",
    // Tests in a browser do many steps.
    testTimeout: 60_000,
  },
});
