import { securityLimits } from "./security-limits.ts";

/** What a request says about who sent it. */
export type Credentials =
  | { readonly kind: "password"; readonly name: string; readonly password: string }
  | { readonly kind: "api-key"; readonly id: string; readonly secret: string };

/**
 * Reads the header `Authorization`: `ApiKey base64(id:key)` as Elasticsearch has it, the same as `Bearer`, and
 * `Basic base64(name:password)`. Undefined where it is none of them.
 */
export function parseAuthorization(header: string): Credentials | undefined {
  if (header.length > securityLimits.maxAuthorizationLength) return undefined;
  const [, scheme, encoded] = /^([A-Za-z]+) +([A-Za-z0-9+/=_-]+) *$/.exec(header) ?? [];
  if (scheme === undefined || encoded === undefined) return undefined;
  const text = Buffer.from(encoded, "base64").toString("utf8");
  const colon = text.indexOf(":");
  if (colon === -1) return undefined;
  const first = text.slice(0, colon);
  const second = text.slice(colon + 1);
  switch (scheme.toLowerCase()) {
    case "apikey":
    case "bearer":
      return { kind: "api-key", id: first, secret: second };
    case "basic":
      return { kind: "password", name: first, password: second };
    default:
      return undefined;
  }
}

/** What a client sends for an API key. */
export function encodeApiKey(id: string, secret: string): string {
  return Buffer.from(`${id}:${secret}`).toString("base64");
}
