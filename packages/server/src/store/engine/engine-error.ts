import { StoreUnavailableError, TracebinError } from '../../errors.ts';

const TIMEOUT_EXCEEDED = 159;
const MEMORY_LIMIT_EXCEEDED = 241;
const QUERY_WAS_CANCELLED = 394;
/** Too many bytes or rows by the limits of the query. */
const TOO_MANY_ROWS_OR_BYTES = 396;

/** A statement that the engine refused or gave up. `engineCode` is ClickHouse's own number. */
export class EngineError extends TracebinError {
  readonly engineCode: number | undefined;

  constructor(code: string, message: string, engineCode: number | undefined, status: number, hint?: string) {
    super(code, message, { status, ...(hint === undefined ? {} : { hint }) });
    this.engineCode = engineCode;
  }
}

export function queryAborted(): EngineError {
  return new EngineError('query-aborted', 'The query was cancelled.', QUERY_WAS_CANCELLED, 499);
}

/**
 * @param engineCode ClickHouse's number of the error, undefined when the engine could not be reached
 * @param aborted whether the caller asked for the end of the query
 */
export function engineErrorFrom(
  message: string,
  engineCode: number | undefined,
  aborted = false,
): TracebinError {
  if (aborted) return queryAborted();
  switch (engineCode) {
    case undefined:
      return new StoreUnavailableError(`The store cannot be reached: ${message}`);
    case TIMEOUT_EXCEEDED:
    case QUERY_WAS_CANCELLED:
      return new EngineError(
        'query-timeout',
        'The query took too long and was stopped.',
        engineCode,
        504,
        NARROW,
      );
    case MEMORY_LIMIT_EXCEEDED:
    case TOO_MANY_ROWS_OR_BYTES:
      return new EngineError(
        'query-too-large',
        'The query needs more memory than it may use.',
        engineCode,
        422,
        NARROW,
      );
    default:
      return new EngineError('engine', message, engineCode, 500);
  }
}

const NARROW = 'Ask for a shorter time range or fewer groups.';
