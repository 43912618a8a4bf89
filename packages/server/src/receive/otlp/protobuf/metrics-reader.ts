import type { AttributeRecord, MetricAdmission } from '../../admit/metric-admission.ts';
import type { MetricType } from '../../event/metric-point.ts';
import { AnyValueJson, objectOf } from './any-value-json.ts';
import { DataPointReader } from './data-point-reader.ts';
import { tagOf, type WireReader, WireType } from './wire-reader.ts';

const RESOURCE_GROUP = tagOf(1, WireType.length);
const RESOURCE = tagOf(1, WireType.length);
const RESOURCE_ATTRIBUTE = tagOf(1, WireType.length);
const SCOPE_GROUP = tagOf(2, WireType.length);
const SCOPE = tagOf(1, WireType.length);
const SCOPE_NAME = tagOf(1, WireType.length);
const SCOPE_VERSION = tagOf(2, WireType.length);
const METRIC = tagOf(2, WireType.length);
const METRIC_NAME = tagOf(1, WireType.length);
const METRIC_DESCRIPTION = tagOf(2, WireType.length);
const METRIC_UNIT = tagOf(3, WireType.length);
const DATA_POINT = tagOf(1, WireType.length);
const TEMPORALITY = tagOf(2, WireType.varint);
const MONOTONIC = tagOf(3, WireType.varint);

const TYPES: ReadonlyMap<number, MetricType> = new Map([
  [tagOf(5, WireType.length), 'gauge'],
  [tagOf(7, WireType.length), 'sum'],
  [tagOf(9, WireType.length), 'histogram'],
  [tagOf(10, WireType.length), 'exponential-histogram'],
  [tagOf(11, WireType.length), 'summary'],
]);

/**
 * Reads an ExportMetricsServiceRequest. Metrics come at a hundredth of the rate of spans, so this may make objects. As
 * fields may stand in any order, each level is walked once for what counts for all beneath it and once for the rest.
 */
export class MetricsReader {
  readonly #admission: MetricAdmission;
  readonly #reader: WireReader;
  readonly #json: AnyValueJson;
  readonly #points: DataPointReader;

  constructor(admission: MetricAdmission, reader: WireReader) {
    this.#admission = admission;
    this.#reader = reader;
    this.#json = new AnyValueJson(reader);
    this.#points = new DataPointReader(admission, reader, this.#json);
  }

  read(body: Buffer): void {
    this.#reader.open(body);
    this.#each(body.length, RESOURCE_GROUP, (end) => this.#readResourceGroup(end));
  }

  #readResourceGroup(end: number): void {
    const reader = this.#reader;
    const start = reader.position;
    let bytes = 0;
    const attributes = new Map<string, string>();
    this.#each(end, RESOURCE, (resourceEnd) => {
      bytes += resourceEnd - reader.position;
      this.#json.out.begin();
      this.#each(resourceEnd, RESOURCE_ATTRIBUTE, (attributeEnd) => {
        if (this.#json.out.hasRoom()) this.#json.keyValue(attributeEnd, 0, attributes);
        else reader.position = attributeEnd;
      });
    });
    this.#admission.beginResource(JSON.parse(objectOf(attributes)) as AttributeRecord, bytes);
    reader.position = start;
    this.#each(end, SCOPE_GROUP, (scopeGroupEnd) => this.#readScopeGroup(scopeGroupEnd));
  }

  #readScopeGroup(end: number): void {
    const reader = this.#reader;
    const start = reader.position;
    let name = '';
    let version = '';
    this.#each(end, SCOPE, (scopeEnd) => {
      while (reader.position < scopeEnd) {
        const tag = reader.tag(scopeEnd);
        if (tag === SCOPE_NAME) name = this.#json.text(scopeEnd);
        else if (tag === SCOPE_VERSION) version = this.#json.text(scopeEnd);
        else reader.skip(tag, scopeEnd);
      }
    });
    this.#admission.beginScope(name, version);
    reader.position = start;
    this.#each(end, METRIC, (metricEnd) => this.#readMetric(metricEnd));
  }

  #readMetric(end: number): void {
    const reader = this.#reader;
    const start = reader.position;
    let name = '';
    let description = '';
    let unit = '';
    while (reader.position < end) {
      const tag = reader.tag(end);
      if (tag === METRIC_NAME) name = this.#json.text(end);
      else if (tag === METRIC_DESCRIPTION) description = this.#json.text(end);
      else if (tag === METRIC_UNIT) unit = this.#json.text(end);
      else reader.skip(tag, end);
    }
    this.#admission.beginMetric(name, description, unit);
    reader.position = start;
    while (reader.position < end) {
      const tag = reader.tag(end);
      const type = TYPES.get(tag);
      if (type === undefined) reader.skip(tag, end);
      else this.#readData(type, reader.lengthEnd(end));
    }
  }

  #readData(type: MetricType, end: number): void {
    const reader = this.#reader;
    const start = reader.position;
    let temporality = 0;
    let monotonic = false;
    while (reader.position < end) {
      const tag = reader.tag(end);
      if (tag === TEMPORALITY) temporality = reader.varint32(end);
      else if (tag === MONOTONIC) monotonic = reader.varint32(end) !== 0;
      else reader.skip(tag, end);
    }
    reader.position = start;
    this.#each(end, DATA_POINT, (pointEnd) => this.#points.read(type, temporality, monotonic, pointEnd));
  }

  /** Calls `read` at each field of this tag; it has to leave the reader at the end it is given. */
  #each(end: number, wanted: number, read: (end: number) => void): void {
    const reader = this.#reader;
    while (reader.position < end) {
      const tag = reader.tag(end);
      if (tag === wanted) read(reader.lengthEnd(end));
      else reader.skip(tag, end);
    }
  }
}
