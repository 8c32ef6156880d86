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
    rolldownOptions: {
      output: {
        // What many pages share comes in few files: a hundred small ones take longer than they save. What one page alone
        // needs stays with it.
        codeSplitting: {
          groups: [
            { name: "libraries", test: /node_modules/, minShareCount: 4 },
            { name: "shared", test: /src[\\/]shared[\\/]/, minShareCount: 4 },
          ],
        },
      },
    },
  },
  server: {
    host: "127.0.0.1",
    proxy: Object.fromEntries(
      ["/api", "/healthz", "^/[^@?]*/_(search|eql|count|field_caps).*"].map((path) => [path, server]),
    ),
  },
});
