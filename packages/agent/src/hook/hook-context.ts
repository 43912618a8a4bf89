/** What every hook is given: a way to start spans and the options that concern it. */
import type { SpanFactory } from '../record/tracer.ts';

export interface HookContext {
  spans: SpanFactory;
  /** Paths whose requests are not recorded (health checks), compared without the query string. */
  ignoredPaths: ReadonlySet<string>;
  /** Statement parameters are sent only when this was switched on. */
  captureParameters: boolean;
  /** Says something once; for hooks that cannot attach. */
  warn: (message: string) => void;
}

/** Span kinds as `@opentelemetry/api` numbers them; its enum is a value of a package we do not load. */
export const Kind = { internal: 0, server: 1, client: 2, producer: 3, consumer: 4 } as const;

export const StatusError = 2;
