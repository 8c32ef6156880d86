import { readFileSync } from "node:fs";
import { join } from "node:path";
import { apiDocsPage } from "../../cli/assets.ts";
import { openApiDocument } from "./openapi-document.ts";
import { type Route, route } from "./route.ts";
import { anyObject, choice, described, optional } from "./shape.ts";

const files = [
  { path: "/api/v1/docs", file: "index.html", mediaType: "text/html; charset=utf-8", summary: "This page" },
  {
    path: "/api/v1/docs/docs.js",
    file: "docs.js",
    mediaType: "text/javascript; charset=utf-8",
    summary: "Script of the page",
  },
  {
    path: "/api/v1/docs/docs.css",
    file: "docs.css",
    mediaType: "text/css; charset=utf-8",
    summary: "Style of the page",
  },
] as const;

/** Read by the script of the page. */
const pageParameters = {
  lang: optional(
    described("Language of the page; that of the browser where it is left out.", choice(["en", "zh-CN"])),
  ),
} as const;

/** The document of all routes, these among them, and the page that shows it. */
export function docsRoutes(others: readonly Route[], version: string): readonly Route[] {
  const own: readonly Route[] = [
    route({
      method: "GET",
      path: "/api/v1/openapi.json",
      tag: "status",
      summary: "This API as OpenAPI 3.1",
      access: "known",
      answer: { description: "The document.", shape: anyObject },
      handle: () => openApiDocument([...others, ...own], version),
    }),
    ...files.map(({ path, file, mediaType, summary }) =>
      route({
        method: "GET",
        path,
        tag: "status",
        summary,
        access: "known",
        query: file === "index.html" ? pageParameters : {},
        answer: { description: "For browsers.", mediaType: mediaType.split(";")[0] ?? mediaType },
        handle: () =>
          new Response(readFileSync(join(apiDocsPage(), file), "utf8"), {
            headers: { "Content-Type": mediaType },
          }),
      }),
    ),
  ];
  return own;
}
