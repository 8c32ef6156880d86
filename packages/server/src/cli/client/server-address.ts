import { readFileSync } from "node:fs";
import { OperationalError } from "../../platform/operational-error.ts";
import { UsageError } from "../exit-codes.ts";
import { clientMessages } from "../messages/client-messages.ts";
import type { Terminal } from "../terminal.ts";

/** Where a server listens unless told otherwise. */
export const defaultUrl = "http://127.0.0.1:9200";

/** What options say about the server. */
export interface ServerOptions {
  readonly url?: string;
  readonly apiKey?: string;
  readonly user?: string;
  readonly ca?: string;
}

/** A server and how to be let in. */
export interface ServerAddress {
  /** Without a slash at its end. */
  readonly url: string;
  /** Value of the header; undefined for nobody in particular. */
  readonly authorization: string | undefined;
  /** Certificates in PEM that are trusted beside the usual ones. */
  readonly ca: string | undefined;
}

/**
 * Puts together where the server is and who asks. Options count before variables, and an option that says who asks before
 * every variable that does. Asks for a password where there is none. Throws UsageError.
 */
export async function serverAddress(options: ServerOptions, terminal: Terminal): Promise<ServerAddress> {
  const { env } = terminal;
  const url = parseUrl(options.url ?? setVariable(env, "EQLITE_URL") ?? defaultUrl);
  const caPath = options.ca ?? setVariable(env, "EQLITE_CA");
  return {
    url,
    authorization: await authorizationOf(options, terminal),
    ca: caPath === undefined ? undefined : readCertificate(caPath),
  };
}

/** A variable that is set to nothing counts as not set. */
function setVariable(env: Terminal["env"], name: string): string | undefined {
  const value = env[name];
  return value === "" ? undefined : value;
}

function parseUrl(text: string): string {
  const url = URL.canParse(text) ? new URL(text) : undefined;
  if (url === undefined || (url.protocol !== "http:" && url.protocol !== "https:")) {
    throw new UsageError(`${text} is no address of a server. Write it like ${defaultUrl}.`);
  }
  if (url.username !== "" || url.password !== "") {
    throw new UsageError("Leave the name and password out of the address: use --user and EQLITE_PASSWORD.");
  }
  return `${url.origin}${url.pathname.replace(/\/+$/, "")}`;
}

function readCertificate(path: string): string {
  try {
    return readFileSync(path, "utf8");
  } catch (error) {
    throw new UsageError(
      `The certificate cannot be read: ${error instanceof Error ? error.message : String(error)}`,
    );
  }
}

async function authorizationOf(options: ServerOptions, terminal: Terminal): Promise<string | undefined> {
  const { env } = terminal;
  if (options.apiKey !== undefined && options.user !== undefined) {
    throw new UsageError("Use either --api-key or --user.");
  }
  if (options.apiKey !== undefined) return apiKeyHeader(options.apiKey);
  if (options.user !== undefined) return basicHeader(options.user, await passwordOf(options.user, terminal));
  const apiKey = setVariable(env, "EQLITE_API_KEY");
  if (apiKey !== undefined) return apiKeyHeader(apiKey);
  const user = setVariable(env, "EQLITE_USER");
  return user === undefined ? undefined : basicHeader(user, await passwordOf(user, terminal));
}

/** Takes both forms in which keys are handed on: `id:key`, and its base64. */
function apiKeyHeader(key: string): string {
  const trimmed = key.trim();
  if (!/^[\x21-\x7e]+$/.test(trimmed)) throw new UsageError("This is no API key: it has other characters.");
  return `ApiKey ${trimmed.includes(":") ? Buffer.from(trimmed).toString("base64") : trimmed}`;
}

export function basicHeader(user: string, password: string): string {
  return `Basic ${Buffer.from(`${user}:${password}`).toString("base64")}`;
}

/** The password of a user: from the environment, or typed. */
export async function passwordOf(user: string, terminal: Terminal): Promise<string> {
  const messages = clientMessages[terminal.language];
  const password =
    setVariable(terminal.env, "EQLITE_PASSWORD") ?? (await terminal.askSecret(messages.askPassword(user)));
  if (password === undefined) throw new OperationalError("unauthenticated", messages.nobodyToAsk);
  return password;
}
