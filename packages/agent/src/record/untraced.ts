/**
 * Our own requests must not be recorded, or every flush would cause the next: they run in a context without a span, with
 * OpenTelemetry's mark for instrumentation packages. In the one storage that there is: each further `AsyncLocalStorage` in
 * use makes every promise and timer of the app dearer.
 */
import { ROOT, runInContext } from './context.ts';

/** As `suppressTracing` of `@opentelemetry/core` sets it. */
export const SUPPRESSED = Symbol.for('OpenTelemetry SDK Context Key SUPPRESS_TRACING');

const UNTRACED = ROOT.setValue(SUPPRESSED, true);

export function runUntraced<T>(work: () => T): T {
  return runInContext(UNTRACED, work);
}
