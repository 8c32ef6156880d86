import react from "@vitejs/plugin-react";
import { defineConfig } from "vite";

// In development pages come from Vite, and everything else from a server that runs already.
const server = process.env["EQLITE_URL"] ?? "http://127.0.0.1:9200";

export default defineConfig({
  // Beside the names of data streams, which never begin with an underscore.
  base: "/_ui/",
  plugins: [react()],
  build: {
    target: "es2023",
    license: { fileName: "licences.md" },
    // Inlined data would be no file that the content security policy lets through.
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    chunkSizeWarningLimit: 1_000,
  },
  server: {
    host: "127.0.0.1",
    proxy: Object.fromEntries(
      ["/api", "/healthz", "^/[^@?]*/_(search|eql|count|field_caps).*"].map((path) => [path, server]),
    ),
  },
});
