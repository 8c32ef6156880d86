import type { Error as ErrorAnswer } from "./generated/operations.ts";

export type ApiErrorCode = ErrorAnswer["error"]["code"] | "unreachable" | "unreadable";

/** A request that was refused or did not come through. Its message is a sentence for people, in the server's words. */
export class ApiError extends Error {
  override readonly name = "ApiError";
  readonly code: ApiErrorCode;
  /** Of HTTP; 0 where there was no answer. */
  readonly status: number;
  /** All of the answer, where it could be read: some endpoints say more than a sentence. */
  readonly answer: unknown;

  constructor(
    code: ApiErrorCode,
    status: number,
    message: string,
    options?: ErrorOptions & { readonly answer?: unknown },
  ) {
    super(message, options);
    this.code = code;
    this.status = status;
    this.answer = options?.answer;
  }

  /** Whether the same request may succeed later. */
  get isPassing(): boolean {
    return this.code === "unreachable" || this.status === 429 || this.status === 503;
  }
}
