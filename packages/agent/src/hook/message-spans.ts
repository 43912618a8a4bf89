/**
 * What all queues and brokers have in common: a PRODUCER span for the sending, a CONSUMER span for the work, and between
 * them a `traceparent` that travels with the message. The CONSUMER span is the child of the PRODUCER span, so the time
 * between their beginnings is the wait in the queue, apart from the run itself.
 */
import { activeSpan, ROOT, runInContext, runWithSpan } from '../record/context.ts';
import { extractParent, traceparentOf } from '../record/propagation.ts';
import { RecordedSpan, type Scope } from '../record/span.ts';
import { endWith, type IsFailure } from './end-with.ts';
import { type HookContext, Kind } from './hook-context.ts';
import { attempt } from './wrap-method.ts';

export interface MessageFacts {
  /** `bullmq`, `rabbitmq`, `kafka`: value of `messaging.system.name`. */
  system: string;
  /** Name of the queue, exchange or topic. */
  destination: string;
  /** What is to be done, where one queue holds several kinds of jobs. */
  job?: string | undefined;
  /** Of the message, or of the job. */
  id?: string | undefined;
  /** Of several messages that are sent or worked on at once. */
  count?: number;
  /** 1 for the first try. */
  attempt?: number;
}

/** Headers as they come with a message; values may be bytes. */
export type Carrier = Record<string, unknown>;

/** Beneath the current span, or as a trace of its own: scripts and timers send as well. Never throws. */
export function beginSend(context: HookContext, scope: Scope, facts: MessageFacts): RecordedSpan | undefined {
  return attempt(() => {
    const parent = activeSpan();
    const name = `send ${nameOf(facts)}`;
    const span =
      parent instanceof RecordedSpan
        ? context.spans.startChild(parent, name, Kind.producer, scope)
        : context.spans.startTransaction(name, Kind.producer, scope, undefined);
    span.attributes = attributesOf(facts, 'send');
    return span;
  });
}

/**
 * Runs the library's sending and ends the span with it. The broker's own commands beneath are part of the sending and
 * get no spans.
 */
export function runSend<T>(span: RecordedSpan, send: () => T): T {
  return endWith(span, () => runInContext(ROOT, send));
}

/** Adds the trace to the headers of a message, in an object of its own: the app may send the same ones again. */
export function withTrace(span: RecordedSpan, headers: unknown): Carrier {
  const carrier: Carrier = {};
  // Inherited ones too: amqplib lays its own headers over those of the app in this way.
  for (const name in headers as Carrier | undefined) carrier[name] = (headers as Carrier)[name];
  carrier.traceparent = traceparentOf(span);
  if (span.traceState) carrier.tracestate = span.traceState;
  return carrier;
}

/** Begins the work on a message: a transaction, continued from where the message was sent. Never throws. */
export function beginWork(
  context: HookContext,
  scope: Scope,
  facts: MessageFacts,
  headers: unknown,
): RecordedSpan | undefined {
  return attempt(() => {
    const { traceparent, tracestate } = (headers ?? {}) as Carrier;
    const parent = extractParent({ traceparent: textOf(traceparent), tracestate: textOf(tracestate) });
    const span = context.spans.startTransaction(`process ${nameOf(facts)}`, Kind.consumer, scope, parent);
    span.attributes = attributesOf(facts, 'process');
    return span;
  });
}

/** Runs the app's handler inside the span and ends it with the handler's promise. */
export function runWork<T>(
  span: RecordedSpan | undefined,
  work: () => Promise<T>,
  isFailure?: IsFailure,
): Promise<T> {
  return span === undefined ? work() : endWith(span, () => runWithSpan(span, work), isFailure);
}

/** Names of jobs and queues are chosen by the app; ids in them would make a name of every message. */
function nameOf({ destination, job }: MessageFacts): string {
  return job === undefined || job === destination ? destination : `${destination} ${job}`;
}

function attributesOf(facts: MessageFacts, operation: 'send' | 'process') {
  return {
    'messaging.system.name': facts.system,
    'messaging.operation.type': operation,
    'messaging.operation.name': operation,
    'messaging.destination.name': facts.destination,
    ...(facts.job === undefined ? {} : { 'job.name': facts.job }),
    ...(facts.id === undefined ? {} : { 'messaging.message.id': facts.id }),
    ...(facts.count === undefined ? {} : { 'messaging.batch.message_count': facts.count }),
    ...(facts.attempt === undefined ? {} : { 'messaging.message.delivery_attempt': facts.attempt }),
  };
}

function textOf(value: unknown): string | undefined {
  if (typeof value === 'string') return value;
  return value instanceof Uint8Array ? Buffer.from(value).toString() : undefined;
}
