import { readdirSync, readFileSync } from "node:fs";
import { extname, join } from "node:path";
import { gzipSync } from "node:zlib";

/** A file of the web application. */
export interface PageFile {
  readonly bytes: Uint8Array<ArrayBuffer>;
  readonly gzipped: Uint8Array<ArrayBuffer>;
  readonly mediaType: string;
  /** Its name changes when it does. */
  readonly isImmutable: boolean;
}

/** The web application as it was built. */
export interface PageFiles {
  /** The page itself, with a place for the number of its styles. */
  page(): string;
  /** @param name path below `/_ui/` */
  file(name: string): PageFile | undefined;
}

const mediaTypes: Readonly<Record<string, string>> = {
  ".js": "text/javascript; charset=utf-8",
  ".css": "text/css; charset=utf-8",
  ".svg": "image/svg+xml",
  ".md": "text/plain; charset=utf-8",
};

/**
 * The files of a folder, by names that are listed once: what is asked for is looked up and never becomes a path. Each is read
 * and packed when it is first asked for. Throws where the folder is not there.
 */
export function openPageFiles(folder: string): PageFiles {
  const names = new Set(
    readdirSync(folder, { recursive: true, encoding: "utf8" }).map((name) => name.replaceAll("\\", "/")),
  );
  const read = new Map<string, PageFile>();
  let page: string | undefined;
  return {
    page() {
      page ??= readFileSync(join(folder, "index.html"), "utf8");
      return page;
    },
    file(name) {
      const known = read.get(name);
      const mediaType = mediaTypes[extname(name)];
      if (known !== undefined || mediaType === undefined || !names.has(name)) return known;
      const bytes = Uint8Array.from(readFileSync(join(folder, name)));
      const isImmutable = name.startsWith("assets/");
      const file = { bytes, gzipped: Uint8Array.from(gzipSync(bytes, { level: 9 })), mediaType, isImmutable };
      read.set(name, file);
      return file;
    },
  };
}
