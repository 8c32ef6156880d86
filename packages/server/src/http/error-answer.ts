import type { JsonObject } from "@eqlite/core/events";
import type { OperationalError, OperationalErrorCode } from "../platform/operational-error.ts";
import type { RouteFamily } from "./route-family.ts";

/** What is said of an error, whatever it is. */
export interface AnsweredError {
  readonly status: number;
  readonly code: OperationalErrorCode | "internal";
  readonly message: string;
}

export function answeredError(error: OperationalError): AnsweredError {
  return { status: error.status, code: error.code, message: error.message };
}

/** The body of an error in the form that the callers of a path know. */
export function errorAnswer(family: RouteFamily, { status, code, message }: AnsweredError): JsonObject {
  switch (family) {
    case "elasticsearch": {
      const error = { type: elasticsearchTypes[code], reason: message };
      return { error: { root_cause: [error], ...error }, status };
    }
    case "kibana":
      return { statusCode: status, error: statusTexts[status] ?? "Error", message };
    case "eqlite":
      return { error: { code, message } };
  }
}

/** Names that clients of Elasticsearch look at, for example to tell what may be sent again. */
const elasticsearchTypes: Readonly<Record<AnsweredError["code"], string>> = {
  "disk-full": "cluster_block_exception",
  "store-closed": "node_closed_exception",
  "store-damaged": "illegal_state_exception",
  "data-folder-in-use": "illegal_state_exception",
  "data-folder-too-new": "illegal_state_exception",
  "too-busy": "es_rejected_execution_exception",
  "too-large": "content_too_long_exception",
  "too-costly": "illegal_argument_exception",
  "too-slow": "timeout_exception",
  "not-found": "resource_not_found_exception",
  conflict: "version_conflict_engine_exception",
  "bad-request": "illegal_argument_exception",
  unauthenticated: "security_exception",
  forbidden: "security_exception",
  "method-not-allowed": "illegal_argument_exception",
  "unsupported-media-type": "media_type_header_exception",
  "not-implemented": "unsupported_operation_exception",
  internal: "exception",
};

const statusTexts: Readonly<Record<number, string>> = {
  400: "Bad Request",
  401: "Unauthorized",
  403: "Forbidden",
  404: "Not Found",
  405: "Method Not Allowed",
  408: "Request Timeout",
  409: "Conflict",
  413: "Request Entity Too Large",
  415: "Unsupported Media Type",
  429: "Too Many Requests",
  500: "Internal Server Error",
  501: "Not Implemented",
  503: "Service Unavailable",
  507: "Insufficient Storage",
};
