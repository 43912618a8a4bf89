import { type AttributeValue, normaliseAttributes, SpanKind } from '@tracebin/model';
import { highHalf, lowHalf } from '../event/int64.ts';
import type { MetricPoint, MetricType } from '../event/metric-point.ts';
import type { BinScope, MetricSink } from '../ingest.ts';
import { LIMITS } from '../limits.ts';
import { cutText } from '../normalise/cut-text.ts';
import { UNKNOWN_SERVICE } from './event-admission.ts';
import { Rejections } from './rejections.ts';
import { RequestBudget } from './request-budget.ts';
import { TimeWindow } from './time-window.ts';

export type AttributeRecord = Record<string, AttributeValue>;

/** OTLP `DataPointFlags.NO_RECORDED_VALUE_MASK`: the point says that there was nothing to measure. */
const NO_RECORDED_VALUE = 1;

/**
 * The one way of a data point into a sink:
 *
 *   begin · (beginResource · (beginScope · (beginMetric · (point, ..., finish)*)*)*)*
 */
export class MetricAdmission {
  rejections = new Rejections();
  accepted = 0;
  #sink!: MetricSink;
  #window!: TimeWindow;
  #resource: AttributeRecord = {};
  #resourceBytes = 0;
  #service = UNKNOWN_SERVICE;
  #scopeName = '';
  #scopeVersion = '';
  #name = '';
  #description = '';
  #unit = '';
  readonly #budget = new RequestBudget();

  begin(sink: MetricSink, scope: BinScope, nowMs: number): void {
    this.#sink = sink;
    this.#window = new TimeWindow(scope, nowMs);
    this.rejections = new Rejections();
    this.accepted = 0;
    this.#budget.begin();
  }

  /** @param bytes what the resource adds to each of its points */
  beginResource(resource: AttributeRecord, bytes: number): void {
    this.#budget.addPart();
    this.#resource = normaliseAttributes(resource, SpanKind.unspecified);
    this.#resourceBytes = bytes;
    const service = resource['service.name'];
    this.#service =
      typeof service === 'string' && service !== '' ? cutText(service, LIMITS.maxNameBytes) : UNKNOWN_SERVICE;
  }

  beginScope(name: string, version: string): void {
    this.#budget.addPart();
    this.#scopeName = cutText(name, LIMITS.maxNameBytes);
    this.#scopeVersion = cutText(version, LIMITS.maxNameBytes);
  }

  beginMetric(name: string, description: string, unit: string): void {
    this.#budget.addPart();
    this.#name = cutText(name, LIMITS.maxNameBytes);
    this.#description = cutText(description, LIMITS.maxNameBytes);
    this.#unit = cutText(unit, LIMITS.maxNameBytes);
  }

  /** A new point of the metric, to be filled. */
  point(type: MetricType, temporality: number, monotonic: boolean): MetricPoint {
    this.#budget.addRow(this.#resourceBytes + this.#description.length, 0);
    return {
      name: this.#name,
      description: this.#description,
      unit: this.#unit,
      type,
      temporality: temporality === 1 || temporality === 2 ? temporality : 0,
      monotonic,
      service: this.#service,
      scopeName: this.#scopeName,
      scopeVersion: this.#scopeVersion,
      resource: this.#resource,
      attributes: {},
      startTimeNanos: 0n,
      timeNanos: 0n,
      flags: 0,
      value: Number.NaN,
      count: 0n,
      sum: 0,
      min: null,
      max: null,
      bounds: [],
      bucketCounts: [],
      scale: 0,
      zeroCount: 0n,
      zeroThreshold: 0,
      positiveOffset: 0,
      positiveCounts: [],
      negativeOffset: 0,
      negativeCounts: [],
      quantiles: [],
      quantileValues: [],
      exemplars: [],
    };
  }

  /**
   * Gives the point to the sink, or counts why not.
   * @param hasValue whether a gauge or sum came with a value
   */
  finish(point: MetricPoint, hasValue: boolean): void {
    const objection = this.#objection(point, hasValue);
    if (objection !== undefined) {
      this.rejections.add(objection, point.name);
      return;
    }
    normaliseAttributes(point.attributes, SpanKind.unspecified);
    this.#sink.append(point);
    this.accepted++;
  }

  #objection(point: MetricPoint, hasValue: boolean): string | undefined {
    if (point.name === '') return 'the metric has no name';
    const time = this.#window.objection(lowHalf(point.timeNanos), highHalf(point.timeNanos));
    if (time !== undefined) return time;
    if (point.startTimeNanos >= 2n ** 63n) return 'start time is outside of what the store can hold';
    const isNumber = point.type === 'gauge' || point.type === 'sum';
    if (isNumber && !hasValue && (point.flags & NO_RECORDED_VALUE) === 0) return 'the point has no value';
    const { bounds, bucketCounts } = point;
    if (point.type === 'histogram' && bucketCounts.length > 0 && bucketCounts.length !== bounds.length + 1) {
      return 'the histogram does not have one bucket more than bounds';
    }
    const buckets = Math.max(
      bounds.length,
      bucketCounts.length,
      point.positiveCounts.length,
      point.negativeCounts.length,
      point.quantiles.length,
    );
    return buckets > LIMITS.maxBuckets ? `more than ${LIMITS.maxBuckets} buckets or quantiles` : undefined;
  }
}
