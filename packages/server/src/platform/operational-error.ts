/** What can go wrong outside of the program, each with the HTTP status that answers it. */
const kinds = {
  "disk-full": { status: 507, retryable: true },
  "store-closed": { status: 503, retryable: true },
  "store-damaged": { status: 500, retryable: false },
  "data-folder-in-use": { status: 500, retryable: false },
  "data-folder-too-new": { status: 500, retryable: false },
  "too-busy": { status: 429, retryable: true },
  "too-large": { status: 413, retryable: false },
  "too-costly": { status: 400, retryable: false },
  "too-slow": { status: 408, retryable: true },
  "not-found": { status: 404, retryable: false },
  conflict: { status: 409, retryable: false },
  "bad-request": { status: 400, retryable: false },
  unauthenticated: { status: 401, retryable: false },
  forbidden: { status: 403, retryable: false },
  "method-not-allowed": { status: 405, retryable: false },
  "unsupported-media-type": { status: 415, retryable: false },
  "not-implemented": { status: 501, retryable: false },
} as const satisfies Readonly<Record<string, { readonly status: number; readonly retryable: boolean }>>;

export type OperationalErrorCode = keyof typeof kinds;

export const operationalErrorCodes = Object.keys(kinds) as readonly OperationalErrorCode[];

/** An error of the world, not of the program: its message says what happened and what to do. */
export class OperationalError extends Error {
  readonly code: OperationalErrorCode;
  /** How long a client should wait before it tries again, where that is known. */
  readonly retryAfterSeconds: number | undefined;

  constructor(code: OperationalErrorCode, message: string, cause?: unknown, retryAfterSeconds?: number) {
    super(message, cause === undefined ? undefined : { cause });
    this.name = "OperationalError";
    this.code = code;
    this.retryAfterSeconds = retryAfterSeconds;
  }

  get status(): number {
    return kinds[this.code].status;
  }

  get retryable(): boolean {
    return kinds[this.code].retryable;
  }
}
