/** Ends a span with the work that it measures, whatever kind of result the work has. */
import type { RecordedSpan } from '../record/span.ts';
import { StatusError } from './hook-context.ts';
import { attempt } from './wrap-method.ts';

/** An error that is the way in which some work says "later", and no failure. */
export type IsFailure = (error: unknown) => boolean;

/**
 * @returns what `work` returns. Of a promise it is the next one in the chain: listening on the app's own would make
 * Node believe that somebody handles its rejection.
 */
export function endWith<T>(span: RecordedSpan, work: () => T, isFailure: IsFailure = () => true): T {
  let result: T;
  try {
    result = work();
  } catch (error) {
    endFailed(span, error, isFailure);
    throw error;
  }
  if (!(result instanceof Promise)) {
    span.end();
    return result;
  }
  return result.then(
    (value) => {
      span.end();
      return value;
    },
    (error) => {
      endFailed(span, error, isFailure);
      throw error;
    },
  ) as T;
}

export function endFailed(span: RecordedSpan, error: unknown, isFailure: IsFailure = () => true): void {
  // Whatever is thrown may throw when it is looked at: a getter, an object that is no text.
  attempt(() => {
    if (isFailure(error)) fail(span, error);
  });
  span.end();
}

function fail(span: RecordedSpan, error: unknown): void {
  span.setStatus({ code: StatusError });
  const { code, name, message } = (error ?? {}) as { code?: unknown; name?: string; message?: string };
  span.recordException(error instanceof Error ? error : String(message ?? error));
  span.setAttribute('error.type', String(code ?? name ?? typeof error));
  span.setStatus({ code: StatusError, message: String(message ?? error) });
}
