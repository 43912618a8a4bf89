/**
 * The one hierarchy of errors that reach a person or a sender. `code` is stable and documented,
 * `message` says what happened, `hint` what to do about it. Anything else that is thrown is a defect
 * and answers as `internal`.
 */
export interface ErrorDetail {
  hint?: string;
  /** HTTP status of the answer; protocols with their own codes translate from it. */
  status?: number;
  /** Set on errors that a sender should try again; sent as `Retry-After`. */
  retryAfterSeconds?: number;
  cause?: unknown;
}

export class TracebinError extends Error {
  readonly code: string;
  readonly hint: string | undefined;
  readonly status: number;
  readonly retryAfterSeconds: number | undefined;

  constructor(code: string, message: string, detail: ErrorDetail = {}) {
    super(message, detail.cause === undefined ? undefined : { cause: detail.cause });
    this.name = new.target.name;
    this.code = code;
    this.hint = detail.hint;
    this.status = detail.status ?? 500;
    this.retryAfterSeconds = detail.retryAfterSeconds;
  }
}

/** The sender's fault, for good: the same request will fail again. 400 unless told otherwise. */
export class BadRequestError extends TracebinError {
  constructor(code: string, message: string, detail: ErrorDetail = {}) {
    super(code, message, { status: 400, ...detail });
  }
}

/** The body is above the limit, as sent or after decompression. 413. */
export class TooLargeError extends TracebinError {
  constructor(message: string, detail: ErrorDetail = {}) {
    super('too-large', message, { status: 413, ...detail });
  }
}

/** No key, or one that does not open this door. 401 (unknown) or 403 (known, but not for this). */
export class KeyError extends TracebinError {
  constructor(code: string, message: string, detail: ErrorDetail = {}) {
    super(code, message, { status: 401, ...detail });
  }
}

/** Not there, or not yours: the two answer alike. 404. */
export class NotFoundError extends TracebinError {
  constructor(message: string, detail: ErrorDetail = {}) {
    super('not-found', message, { status: 404, ...detail });
  }
}

/** Too much is waiting for its commit, or a key's rate limit is reached. The sender should come back. 503 or 429. */
export class OverloadedError extends TracebinError {
  constructor(code: 'overloaded' | 'rate-limited', message: string, detail: ErrorDetail = {}) {
    super(code, message, { status: code === 'overloaded' ? 503 : 429, retryAfterSeconds: 1, ...detail });
  }
}

/** The store cannot take or give data now (disk full, engine error, connection lost). Retryable. 503. */
export class StoreUnavailableError extends TracebinError {
  constructor(message: string, detail: ErrorDetail = {}) {
    super('store-unavailable', message, { status: 503, retryAfterSeconds: 2, ...detail });
  }
}

/** The program cannot start as asked; printed as one line and a hint, exit code 1. */
export class StartError extends TracebinError {}
