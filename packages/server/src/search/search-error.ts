import { OperationalError, type OperationalErrorCode } from "../platform/operational-error.ts";

/** A search that cannot be answered, with what Elasticsearch calls that kind of error. */
export class SearchError extends OperationalError {
  /** `parsing_exception` and the like: clients look at it. */
  readonly type: string;
  /** Further members of the error as it is answered. */
  readonly details: Readonly<Record<string, unknown>>;

  constructor(
    code: OperationalErrorCode,
    type: string,
    message: string,
    details: Readonly<Record<string, unknown>> = {},
  ) {
    super(code, message);
    this.type = type;
    this.details = details;
  }
}

/** Refuses a part of a request. `path` leads to it: `query.bool.must[0].term`. */
export function refuse(path: string, message: string, type = "parsing_exception"): never {
  throw new SearchError("bad-request", type, `${path}: ${message}`);
}

export function tooCostly(message: string, type = "illegal_argument_exception"): never {
  throw new SearchError("too-costly", type, message);
}
