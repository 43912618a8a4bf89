import type { MetricAdmission } from '../../admit/metric-admission.ts';
import { signedToNumber, unsignedToBigInt } from '../../event/int64.ts';
import type { MetricPoint, MetricType } from '../../event/metric-point.ts';
import { LIMITS } from '../../limits.ts';
import { type AnyValueJson, objectOf } from './any-value-json.ts';
import { readDoubles, readFixed64s, readVarints } from './packed-numbers.ts';
import { readExemplar } from './read-exemplar.ts';
import { tagOf, type WireReader, WireType } from './wire-reader.ts';

type FieldReader = (point: MetricPoint, tag: number, end: number) => void;

const F64 = WireType.fixed64;
const LEN = WireType.length;
const VARINT = WireType.varint;

const zigzag = (value: number): number => (value >>> 1) ^ -(value & 1);

/**
 * Reads data points of the five types (opentelemetry-proto, metrics/v1/metrics.proto). Each type is a table from a
 * field's tag to what is done with it; fields of other numbers or wire types are skipped.
 */
export class DataPointReader {
  readonly #admission: MetricAdmission;
  readonly #reader: WireReader;
  readonly #json: AnyValueJson;
  readonly #attributes = new Map<string, string>();
  readonly #fields: Readonly<Record<MetricType, ReadonlyMap<number, FieldReader>>>;
  #hasValue = false;

  constructor(admission: MetricAdmission, reader: WireReader, json: AnyValueJson) {
    this.#admission = admission;
    this.#reader = reader;
    this.#json = json;
    this.#fields = {
      gauge: this.#numberFields(),
      sum: this.#numberFields(),
      histogram: this.#histogramFields(),
      'exponential-histogram': this.#exponentialFields(),
      summary: this.#summaryFields(),
    };
  }

  /** The data point that reaches from the reader's position to `end`. */
  read(type: MetricType, temporality: number, monotonic: boolean, end: number): void {
    const reader = this.#reader;
    const fields = this.#fields[type];
    const point = this.#admission.point(type, temporality, monotonic);
    this.#attributes.clear();
    this.#hasValue = false;
    while (reader.position < end) {
      const tag = reader.tag(end);
      const field = fields.get(tag);
      if (field === undefined) reader.skip(tag, end);
      else field(point, tag, end);
    }
    point.attributes = JSON.parse(objectOf(this.#attributes));
    this.#admission.finish(point, this.#hasValue);
  }

  #numberFields(): Map<number, FieldReader> {
    const reader = this.#reader;
    return new Map([
      ...this.#sharedFields(7, 8, 5),
      [
        tagOf(4, F64),
        (point, _tag, end) => {
          point.value = reader.double(end);
          this.#hasValue = true;
        },
      ],
      [
        tagOf(6, F64),
        (point, _tag, end) => {
          reader.fixed64(end);
          point.value = signedToNumber(reader.low, reader.high);
          this.#hasValue = true;
        },
      ],
    ]);
  }

  #histogramFields(): Map<number, FieldReader> {
    const reader = this.#reader;
    const counts: FieldReader = (point, tag, end) => readFixed64s(reader, tag, end, point.bucketCounts);
    const bounds: FieldReader = (point, tag, end) => readDoubles(reader, tag, end, point.bounds);
    return new Map([
      ...this.#sharedFields(9, 10, 8),
      ...this.#countFields(11, 12),
      [tagOf(6, LEN), counts],
      [tagOf(6, F64), counts],
      [tagOf(7, LEN), bounds],
      [tagOf(7, F64), bounds],
    ]);
  }

  #exponentialFields(): Map<number, FieldReader> {
    const reader = this.#reader;
    return new Map<number, FieldReader>([
      ...this.#sharedFields(1, 10, 11),
      ...this.#countFields(12, 13),
      [
        tagOf(6, VARINT),
        (point, _tag, end) => {
          point.scale = zigzag(reader.varint32(end));
        },
      ],
      [
        tagOf(7, F64),
        (point, _tag, end) => {
          point.zeroCount = this.#unsigned(end);
        },
      ],
      [
        tagOf(8, LEN),
        (point, _tag, end) => {
          point.positiveOffset = this.#buckets(reader.lengthEnd(end), point.positiveCounts);
        },
      ],
      [
        tagOf(9, LEN),
        (point, _tag, end) => {
          point.negativeOffset = this.#buckets(reader.lengthEnd(end), point.negativeCounts);
        },
      ],
      [
        tagOf(14, F64),
        (point, _tag, end) => {
          point.zeroThreshold = reader.double(end);
        },
      ],
    ]);
  }

  #summaryFields(): Map<number, FieldReader> {
    const reader = this.#reader;
    return new Map<number, FieldReader>([
      ...this.#sharedFields(7, 8, 0),
      ...this.#countFields(0, 0),
      [tagOf(6, LEN), (point, _tag, end) => this.#quantile(reader.lengthEnd(end), point)],
    ]);
  }

  /** Attributes, flags and exemplars have other numbers in each type; 0 where a type has none. */
  #sharedFields(attributes: number, flags: number, exemplars: number): [number, FieldReader][] {
    const reader = this.#reader;
    return [
      [
        tagOf(attributes, LEN),
        (_point, tag, end) => {
          this.#json.out.begin();
          if (this.#attributes.size < LIMITS.maxAttributes) {
            this.#json.keyValue(reader.lengthEnd(end), 0, this.#attributes);
          } else reader.skip(tag, end);
        },
      ],
      [
        tagOf(2, F64),
        (point, _tag, end) => {
          point.startTimeNanos = this.#unsigned(end);
        },
      ],
      [
        tagOf(3, F64),
        (point, _tag, end) => {
          point.timeNanos = this.#unsigned(end);
        },
      ],
      [
        tagOf(flags, VARINT),
        (point, _tag, end) => {
          point.flags = reader.varint32(end);
        },
      ],
      [
        tagOf(exemplars, LEN),
        (point, _tag, end) => readExemplar(reader, this.#json, reader.lengthEnd(end), point.exemplars),
      ],
    ];
  }

  #countFields(min: number, max: number): [number, FieldReader][] {
    const reader = this.#reader;
    return [
      [
        tagOf(4, F64),
        (point, _tag, end) => {
          point.count = this.#unsigned(end);
        },
      ],
      [
        tagOf(5, F64),
        (point, _tag, end) => {
          point.sum = reader.double(end);
        },
      ],
      [
        tagOf(min, F64),
        (point, _tag, end) => {
          point.min = reader.double(end);
        },
      ],
      [
        tagOf(max, F64),
        (point, _tag, end) => {
          point.max = reader.double(end);
        },
      ],
    ];
  }

  /** Buckets of an exponential histogram; returns their offset. */
  #buckets(end: number, counts: bigint[]): number {
    const reader = this.#reader;
    let offset = 0;
    while (reader.position < end) {
      const tag = reader.tag(end);
      if (tag === tagOf(1, VARINT)) offset = zigzag(reader.varint32(end));
      else if (tag === tagOf(2, LEN) || tag === tagOf(2, VARINT)) readVarints(reader, tag, end, counts);
      else reader.skip(tag, end);
    }
    return offset;
  }

  #quantile(end: number, point: MetricPoint): void {
    const reader = this.#reader;
    let quantile = 0;
    let value = 0;
    while (reader.position < end) {
      const tag = reader.tag(end);
      if (tag === tagOf(1, F64)) quantile = reader.double(end);
      else if (tag === tagOf(2, F64)) value = reader.double(end);
      else reader.skip(tag, end);
    }
    if (point.quantiles.length > LIMITS.maxBuckets) return;
    point.quantiles.push(quantile);
    point.quantileValues.push(value);
  }

  #unsigned(end: number): bigint {
    this.#reader.fixed64(end);
    return unsignedToBigInt(this.#reader.low, this.#reader.high);
  }
}
