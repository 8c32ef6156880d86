import { readFile, realpath } from "node:fs/promises";
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { extname, join, sep } from "node:path";
import { buildPage, startScript } from "./build-page.test-support.ts";

export interface PageContent {
  /** Folders of compiled modules, by the first part of their address: `core` is served as `/core/…`. */
  readonly folders: Readonly<Record<string, string>>;
  /** Addresses of bare imports. */
  readonly imports: Readonly<Record<string, string>>;
  /** A module whose `run(input)` is called; what it returns is the answer. */
  readonly script: string;
  /** Given to `run`; plain JSON. */
  readonly input?: unknown;
}

/** What the page says at its end. */
export interface PageAnswer {
  readonly value?: unknown;
  /** Errors, warnings and refused requests; empty where all went well. */
  readonly problems: readonly string[];
}

export interface PageServer {
  readonly url: string;
  readonly answer: Promise<PageAnswer>;
  /** Sends the page that has answered to another address. */
  leaveFor(url: string): void;
  close(): Promise<void>;
}

/** Longest answer that is read from the page. */
const maxAnswerBytes = 16 * 1024 * 1024;

const mimeTypes: Readonly<Record<string, string>> = {
  ".html": "text/html; charset=utf-8",
  ".js": "text/javascript; charset=utf-8",
  ".json": "application/json; charset=utf-8",
  ".map": "application/json; charset=utf-8",
  ".wasm": "application/wasm",
};

const headers = {
  // Nothing from elsewhere, and text does not become code: an `eval` or a `new Function` fails in this page.
  "Content-Security-Policy":
    "default-src 'none'; connect-src 'self'; img-src data:; script-src 'self' 'unsafe-inline' 'wasm-unsafe-eval'",
  "X-Content-Type-Options": "nosniff",
  "Cache-Control": "no-store",
};

/** Serves one page and the modules it may load, to this machine alone, on a port that is free. */
export async function servePage(content: PageContent): Promise<PageServer> {
  const made: Readonly<Record<string, { readonly type: string; readonly body: string }>> = {
    "/": { type: ".html", body: buildPage(content.imports) },
    "/start.js": { type: ".js", body: startScript },
    "/script.js": { type: ".js", body: content.script },
    "/input.json": { type: ".json", body: JSON.stringify(content.input ?? null) },
  };
  const refused: string[] = [];
  let settle: (answer: PageAnswer) => void;
  /** The answer was received; the page waits to hear where to go. */
  let waiting: ServerResponse | undefined;
  const answer = new Promise<PageAnswer>((resolve) => {
    settle = resolve;
  });

  const respond = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    const path = (request.url ?? "/").replace(/[?#].*/s, "");
    if (request.method === "POST" && path === "/answer") {
      const { value, problems } = JSON.parse(await readBody(request)) as PageAnswer;
      waiting = response;
      return settle({ value, problems: [...problems, ...refused] });
    }
    const page = Object.hasOwn(made, path) ? made[path] : undefined;
    const file = page ?? (await readServedFile(content.folders, path));
    if (request.method !== "GET" || file === undefined) {
      refused.push(`${request.method} ${path} was refused`);
      response.writeHead(404, headers).end();
      return;
    }
    response.writeHead(200, { ...headers, "Content-Type": mimeTypes[file.type] }).end(file.body);
  };

  const server = createServer((request, response) => {
    respond(request, response).catch((error: unknown) => {
      settle({ problems: [`${request.method} ${request.url} failed: ${String(error)}`] });
      response.destroy();
    });
  });
  await new Promise<void>((resolve, reject) => {
    server.once("error", reject).listen(0, "127.0.0.1", resolve);
  });
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/`,
    answer,
    leaveFor: (url) =>
      waiting?.writeHead(200, { ...headers, "Content-Type": mimeTypes[".json"] }).end(JSON.stringify(url)),
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

/** A file of a known type below one of the folders; undefined for everything else, wherever a path or a link leads. */
async function readServedFile(
  folders: PageContent["folders"],
  path: string,
): Promise<{ readonly type: string; readonly body: Uint8Array } | undefined> {
  const [, prefix = "", rest = ""] = /^\/([^/]+)\/(.+)$/s.exec(path) ?? [];
  const folder = Object.hasOwn(folders, prefix) ? folders[prefix] : undefined;
  const type = extname(rest);
  if (folder === undefined || !Object.hasOwn(mimeTypes, type)) return undefined;
  try {
    const root = await realpath(folder);
    const file = await realpath(join(root, decodeURIComponent(rest)));
    return file.startsWith(root + sep) ? { type, body: await readFile(file) } : undefined;
  } catch {
    // No such file, no file at all, or no path: a broken escape or a NUL in it.
    return undefined;
  }
}

async function readBody(request: IncomingMessage): Promise<string> {
  const pieces: Buffer[] = [];
  let sizeBytes = 0;
  for await (const piece of request as AsyncIterable<Buffer>) {
    sizeBytes += piece.length;
    if (sizeBytes > maxAnswerBytes) throw new Error(`an answer of more than ${maxAnswerBytes} bytes`);
    pieces.push(piece);
  }
  return Buffer.concat(pieces).toString("utf8");
}
