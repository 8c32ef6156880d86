import { OperationalError, type OperationalErrorCode } from "../platform/operational-error.ts";

/** An error of which clients of Elasticsearch also read the kind, under the name that Elasticsearch has for it. */
export class EsFailure extends OperationalError {
  readonly type: string;

  constructor(code: OperationalErrorCode, type: string, message: string, cause?: unknown) {
    super(code, message, cause);
    this.type = type;
  }
}
