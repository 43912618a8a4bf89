/**
 * Starts spans. One factory serves our own hooks and, behind the OpenTelemetry interfaces, everybody else.
 */
import type {
  Context,
  Tracer as OpenTelemetryTracer,
  TracerProvider as OpenTelemetryTracerProvider,
  Span,
  SpanOptions,
} from '@opentelemetry/api';
import { monotonicMs, nowMs } from './clock.ts';
import { activeContext, runInContext } from './context.ts';
import { hexToWord, randomWord } from './random-ids.ts';
import { HeadSampling, hasThreshold } from './sampling.ts';
import { RecordedSpan, type Scope } from './span.ts';
import { type SpanSink, Transaction } from './transaction.ts';
import { SUPPRESSED } from './untraced.ts';

export interface SamplingOptions {
  /** Share of transactions recorded, 0 to 1. */
  sampleRatio: number;
  /** Milliseconds from which a transaction is kept whatever the sampling said. */
  keepSlowerThanMs: number;
}

/** Who called us, as read from a request's headers or a message. */
export interface RemoteParent {
  trace0: number;
  trace1: number;
  trace2: number;
  trace3: number;
  id0: number;
  id1: number;
  sampled: boolean;
  traceState: string;
}

export class SpanFactory {
  readonly #sink: SpanSink<RecordedSpan>;
  readonly #options: SamplingOptions;
  readonly #head: HeadSampling;

  constructor(sink: SpanSink<RecordedSpan>, options: SamplingOptions) {
    this.#sink = sink;
    this.#options = options;
    this.#head = new HeadSampling(options.sampleRatio);
  }

  /** A span without parent in this process: the beginning of a transaction. */
  startTransaction(name: string, kind: number, scope: Scope, remote: RemoteParent | undefined): RecordedSpan {
    const { keepSlowerThanMs } = this.#options;
    const trace2 = remote?.trace2 ?? randomWord();
    const trace3 = remote?.trace3 ?? randomWord();
    const sampled = remote ? remote.sampled : this.#head.keeps(trace2, trace3);
    const traceState = remote ? remote.traceState : sampled ? this.#head.traceState : '';
    const transaction = new Transaction(
      sampled,
      traceState === '' ? false : hasThreshold(traceState),
      keepSlowerThanMs,
      this.#sink,
    );
    const span = new RecordedSpan(name, kind, scope, undefined, nowMs(), transaction);
    transaction.first = span;
    span.trace0 = remote?.trace0 ?? randomWord();
    span.trace1 = remote?.trace1 ?? randomWord();
    span.trace2 = trace2;
    span.trace3 = trace3;
    span.parent0 = remote?.id0 ?? 0;
    span.parent1 = remote?.id1 ?? 0;
    span.traceState = traceState;
    giveId(span);
    return span;
  }

  /** A span beneath `parent`. */
  startChild(parent: RecordedSpan, name: string, kind: number, scope: Scope): RecordedSpan {
    const span = new RecordedSpan(name, kind, scope, undefined, nowMs(), parent.transaction);
    span.trace0 = parent.trace0;
    span.trace1 = parent.trace1;
    span.trace2 = parent.trace2;
    span.trace3 = parent.trace3;
    span.parent0 = parent.id0;
    span.parent1 = parent.id1;
    span.traceState = parent.traceState;
    if (span.transaction === undefined) {
      // The transaction is over and was handed on; work that goes on after it is recorded all the same.
      span.transaction = new Transaction(true, false, this.#options.keepSlowerThanMs, this.#sink);
      span.transaction.first = span;
    }
    giveId(span);
    return span;
  }
}

function giveId(span: RecordedSpan): void {
  do {
    span.id0 = randomWord();
    span.id1 = randomWord();
  } while (span.id0 === 0 && span.id1 === 0);
}

/** What is done with the tracer of one scope before it is handed out. */
export type WatchTracer = (tracer: OpenTelemetryTracer) => OpenTelemetryTracer;

/** The OpenTelemetry face of the factory. */
export class TracerProvider implements OpenTelemetryTracerProvider {
  readonly #factory: SpanFactory;
  readonly #watched: ReadonlyMap<string, WatchTracer>;
  readonly #tracers = new Map<string, OpenTelemetryTracer>();

  /** @param watched by the name of a scope */
  constructor(factory: SpanFactory, watched: ReadonlyMap<string, WatchTracer> = new Map()) {
    this.#factory = factory;
    this.#watched = watched;
  }

  getTracer(name: string, version = ''): OpenTelemetryTracer {
    const key = `${name}@${version}`;
    let tracer = this.#tracers.get(key);
    if (tracer === undefined) {
      tracer = createTracer(this.#factory, { name, version });
      tracer = this.#watched.get(name)?.(tracer) ?? tracer;
      this.#tracers.set(key, tracer);
    }
    return tracer;
  }
}

/** For instrumentation packages that see our own requests: a span that nobody records. */
const UNRECORDED = new RecordedSpan('', 0, { name: '', version: '' }, undefined, 0, undefined);
UNRECORDED.endMs = 0;

const SPAN_KEY = Symbol.for('OpenTelemetry Context Key SPAN');

function createTracer(factory: SpanFactory, scope: Scope): OpenTelemetryTracer {
  function startSpan(name: string, options: SpanOptions = {}, context: Context = activeContext()): Span {
    if (context.getValue(SUPPRESSED) === true) return UNRECORDED;
    const parent = options.root ? undefined : context.getValue(SPAN_KEY);
    const kind = options.kind ?? 0;
    const span =
      parent instanceof RecordedSpan
        ? factory.startChild(parent, name, kind, scope)
        : factory.startTransaction(name, kind, scope, remoteParentOf(parent as Span | undefined));
    if (options.startTime !== undefined) span.startMs = monotonicMs(options.startTime);
    // The caller may reuse its object, unlike our own hooks: copied here, borrowed there.
    if (options.attributes) span.attributes = { ...options.attributes };
    if (options.links) span.links = [...options.links];
    return span;
  }

  function startActiveSpan(name: string, ...rest: unknown[]): unknown {
    const work = rest[rest.length - 1] as (span: Span) => unknown;
    const options = rest.length > 1 ? (rest[0] as SpanOptions) : {};
    const context = rest.length > 2 ? (rest[1] as Context) : activeContext();
    const span = startSpan(name, options, context);
    return runInContext(context.setValue(SPAN_KEY, span), () => work(span));
  }

  return { startSpan, startActiveSpan: startActiveSpan as OpenTelemetryTracer['startActiveSpan'] };
}

/** A remote parent that somebody put into the context through the OpenTelemetry API. */
function remoteParentOf(span: Span | undefined): RemoteParent | undefined {
  const context = span?.spanContext();
  if (!context || !/^[0-9a-f]{32}$/.test(context.traceId) || !/^[0-9a-f]{16}$/.test(context.spanId))
    return undefined;
  return {
    trace0: hexToWord(context.traceId, 0),
    trace1: hexToWord(context.traceId, 8),
    trace2: hexToWord(context.traceId, 16),
    trace3: hexToWord(context.traceId, 24),
    id0: hexToWord(context.spanId, 0),
    id1: hexToWord(context.spanId, 8),
    sampled: (context.traceFlags & 1) === 1,
    traceState: context.traceState?.serialize() ?? '',
  };
}
