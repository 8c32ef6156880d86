import react from "@vitejs/plugin-react";
import { defineConfig, type HtmlTagDescriptor, type Plugin } from "vite";

// In development pages come from Vite, and everything else from a server that runs already.
const server = process.env["EQLITE_URL"] ?? "http://127.0.0.1:9200";

const base = "/_ui/";

/** Puts the first script into the page, before all others and not waiting for them. */
const earlyScript: Plugin = {
  name: "early-script",
  transformIndexHtml: {
    order: "post",
    handler(_, { bundle = {} }): HtmlTagDescriptor[] {
      const chunks = Object.values(bundle).filter((file) => file.type === "chunk");
      const early = chunks.find(({ name, isEntry }) => isEntry && name === "early");
      const src = early === undefined ? "/src/early.ts" : base + early.fileName;
      const parts = early?.imports ?? [];
      return [
        {
          tag: "script",
          attrs: { type: "module", async: true, crossorigin: true, src },
          injectTo: "head-prepend",
        },
        ...parts.map(
          (part): HtmlTagDescriptor => ({
            tag: "link",
            attrs: { rel: "modulepreload", crossorigin: true, href: base + part },
            injectTo: "head-prepend",
          }),
        ),
      ];
    },
  },
};

export default defineConfig({
  // Beside the names of data streams, which never begin with an underscore.
  base,
  plugins: [react(), earlyScript],
  build: {
    target: "es2023",
    license: { fileName: "licences.md" },
    // Inlined data would be no file that the content security policy lets through.
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    chunkSizeWarningLimit: 1_000,
    rolldownOptions: {
      input: { index: "index.html", early: "src/early.ts" },
      output: {
        // What many pages share comes in few files: a hundred small ones take longer than they save. What one page alone
        // needs stays with it.
        codeSplitting: {
          groups: [
            // What the first script needs, apart from libraries.
            {
              name: "requests",
              test: /src[\\/]shared[\\/](api[\\/](api-error|call|early-requests|search-events|send)|i18n[\\/]languages)\.ts$/,
              priority: 1,
            },
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
