import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import protobuf from 'protobufjs';
import { BODY_ITEMS, generateBodies, generateRecordBodies } from './bodies.ts';
import { generateRecords } from './generate-records.ts';
import { generateSpans } from './generate-spans.ts';
import type { GeneratedRecord } from './generated-record.ts';
import { Double, type GeneratedSpan, type GeneratedValue } from './generated-span.ts';
import { renewBody } from './otlp-writer.ts';

/** The part of opentelemetry-proto that the bodies use. */
const { root } = protobuf.parse(
  `syntax = "proto3";
  message Request { repeated ResourceSpans resource_spans = 1; }
  message ResourceSpans { Resource resource = 1; repeated ScopeSpans scope_spans = 2; }
  message Resource { repeated KeyValue attributes = 1; }
  message ScopeSpans { Scope scope = 1; repeated Span spans = 2; }
  message Scope { string name = 1; string version = 2; }
  message Span {
    bytes trace_id = 1; bytes span_id = 2; bytes parent_span_id = 4; string name = 5; int32 kind = 6;
    fixed64 start_time_unix_nano = 7; fixed64 end_time_unix_nano = 8; repeated KeyValue attributes = 9;
    repeated Event events = 11; Status status = 15; fixed32 flags = 16;
  }
  message Logs { repeated ResourceLogs resource_logs = 1; }
  message ResourceLogs { Resource resource = 1; repeated ScopeLogs scope_logs = 2; }
  message ScopeLogs { Scope scope = 1; repeated LogRecord log_records = 2; }
  message LogRecord {
    fixed64 time_unix_nano = 1; int32 severity_number = 2; string severity_text = 3; AnyValue body = 5;
    repeated KeyValue attributes = 6; fixed32 flags = 8; bytes trace_id = 9; bytes span_id = 10;
    fixed64 observed_time_unix_nano = 11; string event_name = 12;
  }
  message Event { fixed64 time_unix_nano = 1; string name = 2; repeated KeyValue attributes = 3; }
  message Status { string message = 2; int32 code = 3; }
  message KeyValue { string key = 1; AnyValue value = 2; }
  message AnyValue { oneof value { string string_value = 1; bool bool_value = 2; int64 int_value = 3; double double_value = 4; } }`,
  { keepCase: false },
);
const Request = root.lookupType('Request');
const Logs = root.lookupType('Logs');

interface ReadAttribute {
  key: string;
  value: { stringValue?: string; boolValue?: boolean; intValue?: string; doubleValue?: number };
}
interface ReadSpan {
  traceId: string;
  spanId: string;
  name: string;
  kind?: number;
  startTimeUnixNano: string;
  endTimeUnixNano: string;
  attributes: ReadAttribute[];
  events: { name: string; attributes: ReadAttribute[] }[];
  status: { message: string; code: number } | null;
}

function read(bytes: Uint8Array): { service: string; spans: ReadSpan[] } {
  const request = Request.toObject(Request.decode(bytes), {
    longs: String,
    bytes: String,
    defaults: true,
  }) as {
    resourceSpans: { resource: { attributes: ReadAttribute[] }; scopeSpans: { spans: ReadSpan[] }[] }[];
  };
  assert.equal(request.resourceSpans.length, 1);
  const [resourceSpans] = request.resourceSpans;
  return {
    service: resourceSpans!.resource.attributes.find(({ key }) => key === 'service.name')!.value.stringValue!,
    spans: resourceSpans!.scopeSpans[0]!.spans,
  };
}

interface ReadRecord {
  timeUnixNano: string;
  severityNumber: number;
  severityText: string;
  body: ReadAttribute['value'] | null;
  attributes: ReadAttribute[];
  traceId: string;
  spanId: string;
  eventName: string;
}

function readRecords(bytes: Uint8Array): ReadRecord[] {
  const { resourceLogs } = Logs.toObject(Logs.decode(bytes), {
    longs: String,
    bytes: String,
    defaults: true,
  }) as { resourceLogs: { scopeLogs: { logRecords: ReadRecord[] }[] }[] };
  return resourceLogs[0]!.scopeLogs[0]!.logRecords;
}

const readValue = ({ value }: ReadAttribute) =>
  value.stringValue ?? value.boolValue ?? value.intValue ?? value.doubleValue;

function asRead(value: GeneratedValue): GeneratedValue | string {
  return value instanceof Double ? value.value : typeof value === 'number' ? String(value) : value;
}

const START = 1_790_000_000_000_000_000n;
const OPTIONS = { spans: 6000, rangeMs: 60_000, startNanos: START };

describe('OTLP bodies', () => {
  test('read back as the spans that went in, each once', () => {
    const sent = new Map<string, GeneratedSpan>();
    for (const span of generateSpans(OPTIONS)) sent.set(Buffer.from(span.spanId).toString('base64'), span);
    let found = 0;
    for (const body of generateBodies(OPTIONS)) {
      const { service, spans } = read(body.bytes);
      assert.equal(spans.length, body.items);
      for (const span of spans) {
        const original = sent.get(span.spanId)!;
        found++;
        assert.equal(service, original.resource.service);
        assert.equal(span.traceId, Buffer.from(original.traceId).toString('base64'));
        assert.equal(span.name, original.name);
        assert.equal(span.kind, original.kind);
        assert.equal(BigInt(span.startTimeUnixNano), START + BigInt(original.start));
        assert.equal(
          BigInt(span.endTimeUnixNano) - BigInt(span.startTimeUnixNano),
          BigInt(original.duration),
        );
        assert.deepEqual(
          span.attributes.map((attribute) => [attribute.key, readValue(attribute)]),
          original.keys.map((key, index) => [key, asRead(original.values[index]!)]),
        );
        assert.equal(span.status?.code ?? 0, original.status);
        assert.deepEqual(
          span.events.map(({ attributes }) =>
            Object.fromEntries(attributes.map(({ key, value }) => [key, value.stringValue])),
          ),
          original.exception ? [original.exception] : [],
        );
        sent.delete(span.spanId);
      }
    }
    assert.equal(found, OPTIONS.spans);
    assert.equal(sent.size, 0);
  });

  test('hold 512 spans of one process, but the last of each', () => {
    const counts = [...generateBodies(OPTIONS)].map((body) => body.items);
    assert.equal(counts[0], BODY_ITEMS);
    assert.ok(counts.every((count) => count > 0 && count <= BODY_ITEMS));
  });

  test('of records read back as the records that went in, and move with their spans', () => {
    const base64 = (bytes: Uint8Array) => Buffer.from(bytes).toString('base64');
    const sent = [...generateRecords(OPTIONS)];
    const bodies = [...generateRecordBodies(OPTIONS)];
    const asSent = ({ eventName, severity, severityText, body, ...record }: GeneratedRecord) => ({
      timeUnixNano: String(START + BigInt(record.time)),
      severityNumber: severity,
      severityText,
      body: body === '' ? undefined : body,
      attributes: Object.entries(record.attributes).map(([key, value]) => [key, asRead(value)]),
      traceId: base64(record.traceId),
      spanId: base64(record.spanId),
      eventName,
    });
    const byText = <T>(all: T[]) => all.map((each) => JSON.stringify(each)).sort();
    assert.deepEqual(
      byText(
        bodies.flatMap(({ bytes }) =>
          readRecords(bytes).map((record) => ({
            timeUnixNano: record.timeUnixNano,
            severityNumber: record.severityNumber,
            severityText: record.severityText,
            body: record.body?.stringValue,
            attributes: record.attributes.map((attribute) => [attribute.key, readValue(attribute)]),
            traceId: record.traceId,
            spanId: record.spanId,
            eventName: record.eventName,
          })),
        ),
      ),
      byText(sent.map(asSent)),
    );
    const [body] = bodies;
    const [before] = readRecords(body!.bytes);
    renewBody(body!, 1, 7n);
    const [after] = readRecords(body!.bytes);
    assert.equal(BigInt(after!.timeUnixNano) - BigInt(before!.timeUnixNano), 7n);
    assert.notEqual(after!.traceId, before!.traceId);
    assert.equal(after!.spanId, before!.spanId);
  });

  test('stand for other traces at later times when they are renewed, otherwise the same', () => {
    const [body] = generateBodies(OPTIONS);
    const before = read(body!.bytes).spans;
    renewBody(body!, 3, 5_000_000_000n);
    const after = read(body!.bytes).spans;
    for (const [index, span] of after.entries()) {
      const old = before[index]!;
      const [firstByte] = Buffer.from(old.traceId, 'base64');
      const expected = Buffer.from(old.traceId, 'base64');
      expected[0] = (firstByte! + 3) & 255;
      assert.equal(span.traceId, expected.toString('base64'));
      assert.equal(BigInt(span.startTimeUnixNano), BigInt(old.startTimeUnixNano) + 5_000_000_000n);
      assert.equal(BigInt(span.endTimeUnixNano), BigInt(old.endTimeUnixNano) + 5_000_000_000n);
      assert.deepEqual(span.attributes, old.attributes);
    }
  });
});
