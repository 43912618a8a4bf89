/**
 * What an app may say to the agent by itself. Everything here does nothing when the agent is not running, so
 * an app can import it unconditionally.
 */
import type { AttributeValue } from '@opentelemetry/api';
import { activeSpan, runWithSpan } from './record/context.ts';
import { RecordedSpan } from './record/span.ts';
import { startAgent } from './start.ts';

const SCOPE = { name: '@tracebin/agent', version: '' };

/** Runs `work` in a span of its own beneath the current one: `await instrument('load users', () => ...)`. */
export function instrument<T>(name: string, work: () => T): T {
  const spans = startAgent()?.spans;
  const parent = activeSpan();
  if (spans === undefined || !(parent instanceof RecordedSpan)) return work();
  return measured(spans.startChild(parent, name, 0, SCOPE), work);
}

/** Runs `work` as a transaction: a background task that no request caused. */
export function transaction<T>(name: string, work: () => T): T {
  const spans = startAgent()?.spans;
  return spans === undefined ? work() : measured(spans.startTransaction(name, 0, SCOPE, undefined), work);
}

/** Adds an attribute to the current transaction (tenant, plan, feature flag): what slow requests have in common. */
export function setAttribute(key: string, value: AttributeValue): void {
  const span = activeSpan();
  if (span instanceof RecordedSpan) (span.transaction?.first ?? span).setAttribute(key, value);
}

/** Sends what was recorded; for serverless functions that are frozen after their answer. Never rejects. */
export async function flush(): Promise<void> {
  await startAgent()?.flush();
}

function measured<T>(span: RecordedSpan, work: () => T): T {
  return runWithSpan(span, () => {
    try {
      const result = work();
      if (result instanceof Promise) {
        return result.then(
          (value) => {
            span.end();
            return value;
          },
          (error) => {
            fail(span, error);
            throw error;
          },
        ) as T;
      }
      span.end();
      return result;
    } catch (error) {
      fail(span, error);
      throw error;
    }
  });
}

function fail(span: RecordedSpan, error: unknown): void {
  span.recordException(error instanceof Error ? error : String(error));
  span.setStatus({ code: 2, message: error instanceof Error ? error.message : String(error) });
  span.end();
}
