/** Builds the spans of one trace, child after child on one clock, and writes them as OTLP JSON. */
import { SpanKind, StatusCode } from '@tracebin/model';
import type { Random } from './random.ts';

export type Attributes = Record<string, string | number | boolean>;

/** A new id of so many hex digits. */
export type NewId = (digits: number) => string;

export interface DemoSpan {
  service: string;
  spanId: string;
  parentSpanId: string;
  name: string;
  kind: SpanKind;
  /** Milliseconds since the epoch, with decimals. */
  start: number;
  end: number;
  attributes: Attributes;
  status: StatusCode;
  exception?: { at: number; type: string; message: string };
}

export class TraceBuilder {
  readonly traceId: string;
  readonly spans: DemoSpan[] = [];
  /** Where the trace's clock stands, in milliseconds since the epoch. */
  now: number;
  readonly #random: Random;
  readonly #newId: NewId;
  readonly #open: DemoSpan[] = [];

  constructor(random: Random, newId: NewId, startMs: number) {
    this.#random = random;
    this.#newId = newId;
    this.traceId = newId(32);
    this.now = startMs;
  }

  /** Time in which the open span works by itself. */
  work(middleMs: number): void {
    this.now += this.#random.skewed(middleMs);
  }

  /** A span around whatever `inside` does; without it the span only takes time. */
  span(
    name: string,
    options: { kind?: SpanKind; service?: string; attributes?: Attributes; ms?: number; inside?: () => void },
  ): DemoSpan {
    const parent = this.#open.at(-1);
    const span: DemoSpan = {
      service: options.service ?? parent?.service ?? 'scruffy',
      spanId: this.#newId(16),
      parentSpanId: parent?.spanId ?? '',
      name,
      kind: options.kind ?? SpanKind.internal,
      start: this.now,
      end: this.now,
      attributes: options.attributes ?? {},
      status: StatusCode.unset,
    };
    this.spans.push(span);
    this.#open.push(span);
    if (options.ms !== undefined) this.work(options.ms);
    options.inside?.();
    this.#open.pop();
    span.end = this.now;
    return span;
  }
}

const VERSIONS: Record<string, string> = { scruffy: '2.14.1', 'scruffy-worker': '2.14.1', rates: '1.3.0' };

/** One export request of the spans of many traces. */
export function toOtlpJson(traces: readonly TraceBuilder[]): string {
  const byService = new Map<string, unknown[]>();
  for (const trace of traces) {
    for (const span of trace.spans) {
      let spans = byService.get(span.service);
      if (spans === undefined) {
        spans = [];
        byService.set(span.service, spans);
      }
      spans.push(spanJson(trace.traceId, span));
    }
  }
  return JSON.stringify({
    resourceSpans: [...byService].map(([service, spans]) => ({
      resource: {
        attributes: attributesJson({
          'service.name': service,
          'service.version': VERSIONS[service] ?? '1.0.0',
          'deployment.environment.name': 'demo',
          'host.name': `${service}-1`,
          'process.runtime.name': 'nodejs',
          'telemetry.sdk.language': 'nodejs',
        }),
      },
      scopeSpans: [{ scope: { name: 'tracebin-demo', version: '1' }, spans }],
    })),
  });
}

function spanJson(traceId: string, span: DemoSpan): unknown {
  return {
    traceId,
    spanId: span.spanId,
    parentSpanId: span.parentSpanId,
    name: span.name,
    kind: span.kind,
    startTimeUnixNano: nanos(span.start),
    endTimeUnixNano: nanos(span.end),
    attributes: attributesJson(span.attributes),
    status: span.status === StatusCode.unset ? {} : { code: span.status },
    events:
      span.exception === undefined
        ? []
        : [
            {
              timeUnixNano: nanos(span.exception.at),
              name: 'exception',
              attributes: attributesJson({
                'exception.type': span.exception.type,
                'exception.message': span.exception.message,
              }),
            },
          ],
  };
}

function attributesJson(attributes: Attributes): unknown[] {
  return Object.entries(attributes).map(([key, value]) => ({
    key,
    value:
      typeof value === 'string'
        ? { stringValue: value }
        : typeof value === 'boolean'
          ? { boolValue: value }
          : Number.isInteger(value)
            ? { intValue: String(value) }
            : { doubleValue: value },
  }));
}

function nanos(ms: number): string {
  const whole = Math.floor(ms);
  return String(BigInt(whole) * 1_000_000n + BigInt(Math.round((ms - whole) * 1e6)));
}
