/** What framework hooks say about the request that is being served. */
import { activeSpan } from '../record/context.ts';
import type { RecordedSpan } from '../record/span.ts';
import { attempt } from './wrap-method.ts';

/** The template of the route that answers, without the method: the SERVER span is named by it when it ends. */
export function nameRoute(template: string): void {
  const transaction = (activeSpan() as RecordedSpan | undefined)?.transaction;
  if (transaction) transaction.route = template;
}

/**
 * Keeps an error that a handler threw or passed on, of whatever type; the first one of a request, which caused the others.
 */
export function noteError(error: unknown): void {
  // Whatever is thrown may throw when it is looked at: a getter, an object that is no text.
  attempt(() => note(error));
}

function note(error: unknown): void {
  const first = (activeSpan() as RecordedSpan | undefined)?.transaction?.first;
  if (!first || error == null || first.events?.some((event) => event.name === 'exception')) return;
  // What the app means as an answer (404, 422) is not a failure of the app.
  const { statusCode, status, message } = error as {
    statusCode?: unknown;
    status?: unknown;
    message?: unknown;
  };
  const code = Number(statusCode ?? status);
  if (code >= 400 && code < 500) return;
  const isError = error instanceof Error || typeof message === 'string';
  first.recordException(isError ? (error as Error) : String(error));
}
