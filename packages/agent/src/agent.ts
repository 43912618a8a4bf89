/**
 * The one agent of a process. It is kept under a global symbol: whichever copy of this package an app imports, and in
 * whichever module system, it talks to the agent that was started first.
 */
import { endFailed } from './hook/end-with.ts';
import { attempt } from './hook/wrap-method.ts';
import { activeSpan, runWithSpan } from './record/context.ts';
import { type RecordedLog, recordLog } from './record/logger.ts';
import { RecordedSpan } from './record/span.ts';
import type { SpanFactory } from './record/tracer.ts';
import type { SpanObserver } from './record/watched-sink.ts';

export const AGENT = Symbol.for('tracebin.agent');

export interface Agent {
  instrument<T>(name: string, work: () => T): T;
  transaction<T>(name: string, work: () => T): T;
  setAttribute(key: string, value: string | number | boolean): void;
  /** Something that happened, with fields of the app's own; `name` says what. */
  event(fields: Record<string, unknown>): void;
  flush(): Promise<void>;
  /** Spans that could not be sent. */
  dropped(): number;
  /** Shows every span as it ends, before it is sent; the result ends it. */
  observe(observer: SpanObserver): () => void;
  /** Runs `work` beneath a span of its own trace, for observers that want to know what belongs to it. */
  inTrace<T>(name: string, work: (traceId: string) => T): T;
}

export interface AgentParts {
  spans: SpanFactory;
  flush(): Promise<void>;
  dropped(): number;
  addLog(log: RecordedLog): void;
  observe(observer: SpanObserver): () => void;
}

export function runningAgent(): Agent | undefined {
  return (globalThis as Record<symbol, unknown>)[AGENT] as Agent | undefined;
}

const SEVERITY_INFO = 9;
/** Longer names of spans are cut. */
const MAX_NAME = 4_096;
const SCOPE = { name: '@tracebin/agent', version: '' };

export function createAgent({ spans, flush, dropped, addLog, observe }: AgentParts): Agent {
  return {
    flush,
    dropped,
    observe,
    instrument(name, work) {
      const parent = activeSpan();
      return parent instanceof RecordedSpan
        ? measured(spans.startChild(parent, nameOf(name), 0, SCOPE), work)
        : work();
    },
    transaction: (name, work) => measured(spans.startTransaction(nameOf(name), 0, SCOPE, undefined), work),
    setAttribute(key, value) {
      const span = activeSpan();
      if (span instanceof RecordedSpan) (span.transaction?.first ?? span).setAttribute(key, value);
    },
    event(fields) {
      // What an app hands in may throw when it is looked at, and may be nothing.
      attempt(() => {
        const { name, ...attributes } = fields ?? {};
        const eventName = typeof name === 'string' && name !== '' ? name : 'event';
        const severity = { severityNumber: SEVERITY_INFO, severityText: 'INFO' };
        addLog(recordLog(SCOPE, { ...severity, eventName, body: eventName, attributes }));
      });
    },
    inTrace(name, work) {
      const span = spans.startTransaction(name, 0, SCOPE, undefined);
      return measured(span, () => work(span.traceIdHex()));
    },
  };
}

function measured<T>(span: RecordedSpan, work: () => T): T {
  return runWithSpan(span, () => {
    let result: T;
    try {
      result = work();
    } catch (error) {
      endFailed(span, error);
      throw error;
    }
    if (result instanceof Promise) {
      const end = () => span.end();
      const failed = (error: unknown) => endFailed(span, error);
      // The promise that is handed back must be the one that nobody handles, where nobody does.
      if (result.constructor === Promise) {
        const passed = result.then(
          (value: unknown) => {
            end();
            return value;
          },
          (error: unknown) => {
            failed(error);
            throw error;
          },
        );
        return passed as T;
      }
      // One of a class of its own, with methods that the caller may want.
      Promise.prototype.then.call(result, end, failed);
    } else span.end();
    return result;
  });
}

function nameOf(name: unknown): string {
  const text = typeof name === 'string' ? name : (attempt(() => String(name)) ?? typeof name);
  return text.length > MAX_NAME ? text.slice(0, MAX_NAME) : text;
}
