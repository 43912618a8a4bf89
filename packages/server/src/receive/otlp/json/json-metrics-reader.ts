import type { AttributeRecord, MetricAdmission } from '../../admit/metric-admission.ts';
import { signedToNumber } from '../../event/int64.ts';
import type { Exemplar, MetricPoint, MetricType } from '../../event/metric-point.ts';
import { LIMITS } from '../../limits.ts';
import { type JsonFields, type JsonObject, MAX_UINT64 } from './json-fields.ts';
import { JsonValues } from './json-values.ts';

const TYPES: Readonly<Record<string, MetricType>> = {
  gauge: 'gauge',
  sum: 'sum',
  histogram: 'histogram',
  exponentialHistogram: 'exponential-histogram',
  summary: 'summary',
};

/** Reads an ExportMetricsServiceRequest in OTLP/JSON. */
export class JsonMetricsReader {
  readonly #admission: MetricAdmission;
  readonly #fields: JsonFields;
  readonly #values: JsonValues;
  readonly #traceId = new Uint8Array(16);
  readonly #spanId = new Uint8Array(8);

  constructor(admission: MetricAdmission, fields: JsonFields) {
    this.#admission = admission;
    this.#fields = fields;
    this.#values = new JsonValues(fields);
  }

  read(request: JsonObject): void {
    const fields = this.#fields;
    fields.each(request, 'resourceMetrics', (group) => {
      const resource = fields.object(group.resource, 'resource') ?? {};
      const attributes = this.#attributes(resource, 'attributes');
      this.#admission.beginResource(attributes, JSON.stringify(attributes).length);
      fields.each(group, 'scopeMetrics', (scopeGroup) => {
        const scope = fields.object(scopeGroup.scope, 'scope') ?? {};
        this.#admission.beginScope(fields.text(scope, 'name'), fields.text(scope, 'version'));
        fields.each(scopeGroup, 'metrics', (metric) => this.#readMetric(metric));
      });
    });
  }

  #readMetric(metric: JsonObject): void {
    const fields = this.#fields;
    this.#admission.beginMetric(
      fields.text(metric, 'name'),
      fields.text(metric, 'description'),
      fields.text(metric, 'unit'),
    );
    for (const [field, type] of Object.entries(TYPES)) {
      fields.within(metric, field, (data) => {
        const temporality = fields.enumNumber(data, 'aggregationTemporality');
        const monotonic = fields.bool(data, 'isMonotonic');
        fields.each(data, 'dataPoints', (item) => {
          this.#readPoint(item, this.#admission.point(type, temporality, monotonic));
        });
      });
    }
  }

  #readPoint(item: JsonObject, point: MetricPoint): void {
    const fields = this.#fields;
    point.attributes = this.#attributes(item, 'attributes');
    point.startTimeNanos = this.#unsigned(item, 'startTimeUnixNano');
    point.timeNanos = this.#unsigned(item, 'timeUnixNano');
    point.flags = fields.uint32(item, 'flags');
    let hasValue = false;
    if (point.type === 'gauge' || point.type === 'sum') hasValue = this.#readValue(item, point);
    else {
      point.count = this.#unsigned(item, 'count');
      point.sum = fields.double(item.sum, 'sum');
      if (isSet(item.min)) point.min = fields.double(item.min, 'min');
      if (isSet(item.max)) point.max = fields.double(item.max, 'max');
    }
    if (point.type === 'histogram') {
      point.bounds = this.#doubles(item, 'explicitBounds');
      point.bucketCounts = this.#counts(item, 'bucketCounts');
    } else if (point.type === 'exponential-histogram') this.#readExponential(item, point);
    else if (point.type === 'summary') this.#readQuantiles(item, point);
    fields.each(item, 'exemplars', (exemplar) => {
      if (point.exemplars.length < LIMITS.maxExemplars) point.exemplars.push(this.#exemplar(exemplar));
    });
    this.#admission.finish(point, hasValue);
  }

  /** Returns whether there was one. */
  #readValue(item: JsonObject, into: { value: number }): boolean {
    if (isSet(item.asDouble)) {
      into.value = this.#fields.double(item.asDouble, 'asDouble');
      return true;
    }
    if (!isSet(item.asInt)) return false;
    this.#fields.int64(item, 'asInt');
    into.value = signedToNumber(this.#fields.low, this.#fields.high);
    return true;
  }

  #readExponential(item: JsonObject, point: MetricPoint): void {
    const fields = this.#fields;
    point.scale = fields.sint32(item, 'scale');
    point.zeroCount = this.#unsigned(item, 'zeroCount');
    point.zeroThreshold = fields.double(item.zeroThreshold, 'zeroThreshold');
    fields.within(item, 'positive', (buckets) => {
      point.positiveOffset = fields.sint32(buckets, 'offset');
      point.positiveCounts = this.#counts(buckets, 'bucketCounts');
    });
    fields.within(item, 'negative', (buckets) => {
      point.negativeOffset = fields.sint32(buckets, 'offset');
      point.negativeCounts = this.#counts(buckets, 'bucketCounts');
    });
  }

  #readQuantiles(item: JsonObject, point: MetricPoint): void {
    this.#fields.each(item, 'quantileValues', (entry) => {
      if (point.quantiles.length > LIMITS.maxBuckets) return;
      point.quantiles.push(this.#fields.double(entry.quantile, 'quantile'));
      point.quantileValues.push(this.#fields.double(entry.value, 'value'));
    });
  }

  #exemplar(item: JsonObject): Exemplar {
    const fields = this.#fields;
    const exemplar: Exemplar = {
      timeNanos: this.#unsigned(item, 'timeUnixNano'),
      value: 0,
      traceId: fields.id(item, 'traceId', this.#traceId) === 16 ? hex(this.#traceId) : '',
      spanId: fields.id(item, 'spanId', this.#spanId) === 8 ? hex(this.#spanId) : '',
      attributes: this.#attributes(item, 'filteredAttributes'),
    };
    this.#readValue(item, exemplar);
    return exemplar;
  }

  #attributes(parent: JsonObject, field: string): AttributeRecord {
    this.#values.out.begin();
    return JSON.parse(this.#values.attributesJson(parent, field)) as AttributeRecord;
  }

  #unsigned(parent: JsonObject, field: string): bigint {
    return this.#fields.integer(parent[field], field, 0n, MAX_UINT64);
  }

  /** Never more than one above the bound: enough to see that there are too many. */
  #counts(parent: JsonObject, field: string): bigint[] {
    const items = this.#fields.list(parent, field).slice(0, LIMITS.maxBuckets + 1);
    return items.map((item, index) => this.#fields.integer(item, `${field}[${index}]`, 0n, MAX_UINT64));
  }

  #doubles(parent: JsonObject, field: string): number[] {
    const items = this.#fields.list(parent, field).slice(0, LIMITS.maxBuckets + 1);
    return items.map((item, index) => this.#fields.double(item, `${field}[${index}]`));
  }
}

const isSet = (value: unknown): boolean => value !== undefined && value !== null;
const hex = (bytes: Uint8Array): string => Buffer.from(bytes).toString('hex');
