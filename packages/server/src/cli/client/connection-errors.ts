import { OperationalError } from "../../platform/operational-error.ts";
import type { ClientMessages } from "../messages/client-messages.ts";

const untrusted: ReadonlySet<string> = new Set([
  "DEPTH_ZERO_SELF_SIGNED_CERT",
  "SELF_SIGNED_CERT_IN_CHAIN",
  "UNABLE_TO_VERIFY_LEAF_SIGNATURE",
  "UNABLE_TO_GET_ISSUER_CERT_LOCALLY",
  "CERT_HAS_EXPIRED",
  "CERT_NOT_YET_VALID",
  "ERR_TLS_CERT_ALTNAME_INVALID",
]);

/** Says what a failed connection means, and what to do about it. */
export function describeConnectionError(
  error: unknown,
  url: string,
  messages: ClientMessages,
): OperationalError {
  const code = error instanceof Error && "code" in error ? String(error.code) : "";
  return new OperationalError("store-closed", sentence(code, error, url, messages), error);
}

function sentence(code: string, error: unknown, url: string, messages: ClientMessages): string {
  const reason = error instanceof Error ? error.message : String(error);
  if (untrusted.has(code)) return messages.untrustedCertificate(url, reason);
  switch (code) {
    case "ECONNREFUSED":
      return messages.unreachable(url);
    case "ENOTFOUND":
    case "EAI_AGAIN":
      return messages.unknownHost(new URL(url).hostname);
    case "EPROTO":
    case "ERR_SSL_WRONG_VERSION_NUMBER":
    case "ERR_SSL_PACKET_LENGTH_TOO_LONG":
      return messages.notTls(url);
    case "ECONNRESET":
    case "HPE_INVALID_CONSTANT":
      return url.startsWith("http:") ? messages.cutOff(url) : messages.connectionFailed(url, reason);
    default:
      return messages.connectionFailed(url, reason);
  }
}
