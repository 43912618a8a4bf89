import { BadRequestError } from '../../errors.ts';
import { EventAdmission } from '../admit/event-admission.ts';
import { MetricAdmission } from '../admit/metric-admission.ts';
import type { Rejections } from '../admit/rejections.ts';
import type { BinScope, EventSink, MetricSink } from '../ingest.ts';
import { JsonFields, type JsonObject } from './json/json-fields.ts';
import { JsonLogsReader } from './json/json-logs-reader.ts';
import { JsonMetricsReader } from './json/json-metrics-reader.ts';
import { JsonTracesReader } from './json/json-traces-reader.ts';
import { parseJson } from './json/parse-json.ts';
import type { Outcome } from './outcome.ts';
import { LogsReader } from './protobuf/logs-reader.ts';
import { MetricsReader } from './protobuf/metrics-reader.ts';
import { TracesReader } from './protobuf/traces-reader.ts';
import { WireReader } from './protobuf/wire-reader.ts';
import { type Encoding, ROW_NOUNS, type Signal } from './signal.ts';

const TOP_LEVEL_FIELDS = {
  traces: 'resourceSpans',
  logs: 'resourceLogs',
  metrics: 'resourceMetrics',
} as const;
const NO_SOURCE = Buffer.alloc(0);

/**
 * Bytes of an OTLP Export request in, rows out. One decoder serves any number of requests one after another: decoding
 * never waits, and what it needs (reader, row, caches) is made once.
 */
export class OtlpDecoder {
  readonly #admission = new EventAdmission();
  readonly #wire = new WireReader();
  readonly #fields = new JsonFields();
  readonly #traces = new TracesReader(this.#admission, this.#wire);
  readonly #logs = new LogsReader(this.#admission, this.#wire);
  readonly #jsonTraces = new JsonTracesReader(this.#admission, this.#fields);
  readonly #jsonLogs = new JsonLogsReader(this.#admission, this.#fields);
  readonly #metricAdmission = new MetricAdmission();
  readonly #metrics = new MetricsReader(this.#metricAdmission, this.#wire);
  readonly #jsonMetrics = new JsonMetricsReader(this.#metricAdmission, this.#fields);

  /**
   * Appends every row that can be taken to the sink, in the order of the request.
   *
   * @param body decompressed
   * @param nowMs the server's clock
   * @throws BadRequestError when the body cannot be decoded; rows may have been appended by then
   */
  events(
    signal: 'traces' | 'logs',
    encoding: Encoding,
    body: Buffer,
    scope: BinScope,
    sink: EventSink,
    nowMs: number,
  ): Outcome {
    const admission = this.#admission;
    let warning = '';
    admission.begin(sink, scope, encoding === 'protobuf' ? body : NO_SOURCE, nowMs);
    try {
      if (encoding === 'protobuf') {
        if (signal === 'traces') this.#traces.read(body);
        else this.#logs.read(body);
      } else {
        const request = this.#jsonRequest(body);
        if (signal === 'traces') this.#jsonTraces.read(request);
        else this.#jsonLogs.read(request);
        warning = warningOf(request, TOP_LEVEL_FIELDS[signal]);
      }
      return outcomeOf(signal, admission, warning);
    } finally {
      admission.end();
      this.#wire.open(NO_SOURCE);
    }
  }

  /** The same for metrics. */
  metrics(encoding: Encoding, body: Buffer, scope: BinScope, sink: MetricSink, nowMs: number): Outcome {
    const admission = this.#metricAdmission;
    admission.begin(sink, scope, nowMs);
    let warning = '';
    try {
      if (encoding === 'protobuf') this.#metrics.read(body);
      else {
        const request = this.#jsonRequest(body);
        this.#jsonMetrics.read(request);
        warning = warningOf(request, TOP_LEVEL_FIELDS.metrics);
      }
      return outcomeOf('metrics', admission, warning);
    } finally {
      this.#wire.open(NO_SOURCE);
    }
  }

  #jsonRequest(body: Buffer): JsonObject {
    // An empty body is an empty request in protobuf; some senders treat JSON alike.
    const document = body.length === 0 ? {} : parseJson(body);
    if (typeof document !== 'object' || document === null || Array.isArray(document)) {
      throw new BadRequestError('undecodable', 'the body is not a JSON object', {
        hint: 'send an OTLP Export request: {"resourceSpans": [...]}',
      });
    }
    this.#fields.begin();
    return document as JsonObject;
  }
}

function outcomeOf(
  signal: Signal,
  { rejections, accepted }: { rejections: Rejections; accepted: number },
  warning: string,
): Outcome {
  const rejected = rejections.total;
  return { accepted, rejected, message: rejected > 0 ? rejections.message(ROW_NOUNS[signal]) : warning };
}

/** Unknown fields are ignored, but a request of nothing else was hardly meant to be empty. */
function warningOf(request: JsonObject, field: string): string {
  const names = Object.keys(request);
  if (names.length === 0 || names.includes(field)) return '';
  return `nothing was read: the request has no field ${field} (names are lowerCamelCase)`;
}
