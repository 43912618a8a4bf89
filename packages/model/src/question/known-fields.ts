/** Fields that events have by themselves, without anybody setting an attribute. */
import type { Dataset } from './question.ts';

/** `code`: one of a few words; `id`: hex digits; `duration`: nanoseconds; `time`: ISO 8601. */
export type KnownFieldType = 'string' | 'number' | 'bool' | 'code' | 'id' | 'duration' | 'time';

export interface KnownField {
  name: string;
  type: KnownFieldType;
  what: string;
}

const EVENT_FIELDS: readonly KnownField[] = [
  { name: 'duration', type: 'duration', what: 'Length of a span in nanoseconds; write 250ms, 1.5s' },
  { name: 'duration_ms', type: 'number', what: 'Length of a span in milliseconds' },
  { name: 'service', type: 'string', what: 'Name of the service' },
  { name: 'name', type: 'string', what: 'Name of the span or event' },
  { name: 'kind', type: 'code', what: 'server, client, producer, consumer, internal' },
  { name: 'status', type: 'code', what: 'unset, ok, error' },
  { name: 'error', type: 'bool', what: 'The span failed, or the log is an error' },
  { name: 'layer', type: 'code', what: 'app, db, cache, view, http, queue, other' },
  { name: 'type', type: 'code', what: 'span, log, event' },
  { name: 'is_root', type: 'bool', what: 'The span has no parent' },
  { name: 'status_message', type: 'string', what: 'What a failed span says' },
  { name: 'trace_id', type: 'id', what: '32 hex digits' },
  { name: 'span_id', type: 'id', what: '16 hex digits' },
  { name: 'parent_span_id', type: 'id', what: '16 hex digits' },
  { name: 'body', type: 'string', what: 'Text of a log' },
  { name: 'severity', type: 'number', what: 'OTLP severity number of a log' },
  { name: 'severity_text', type: 'string', what: 'INFO, WARN, ERROR' },
  { name: 'scope_name', type: 'string', what: 'Instrumentation that made the span' },
  { name: 'scope_version', type: 'string', what: 'Its version' },
  { name: 'trace_state', type: 'string', what: 'W3C trace state' },
  { name: 'sample_rate', type: 'number', what: 'How many events this one stands for' },
  { name: 'time', type: 'time', what: 'Start of the span, time of the event' },
];

const TRANSACTION_FIELDS: readonly KnownField[] = [
  { name: 'duration', type: 'duration', what: 'Length in nanoseconds; write 250ms, 1.5s' },
  { name: 'duration_ms', type: 'number', what: 'Length in milliseconds' },
  { name: 'service', type: 'string', what: 'Name of the service' },
  { name: 'name', type: 'string', what: 'Name of the request or job' },
  { name: 'kind', type: 'code', what: 'request, job, other' },
  { name: 'error', type: 'bool', what: 'It failed' },
  { name: 'http_status', type: 'number', what: 'Status of the response; 0 where there is none' },
  { name: 'version', type: 'string', what: 'Version of the service' },
  { name: 'environment', type: 'string', what: 'production, staging' },
  { name: 'host', type: 'string', what: 'Where it ran' },
  { name: 'app', type: 'duration', what: 'Time in the application itself' },
  { name: 'db', type: 'duration', what: 'Time in databases' },
  { name: 'cache', type: 'duration', what: 'Time in caches' },
  { name: 'view', type: 'duration', what: 'Time in templates' },
  { name: 'http', type: 'duration', what: 'Time in outgoing requests' },
  { name: 'queue', type: 'duration', what: 'Time handing over messages' },
  { name: 'other', type: 'duration', what: 'Time in anything else' },
  { name: 'queue_wait', type: 'duration', what: 'Time between sending a message and the begin of the work' },
  { name: 'queries', type: 'number', what: 'Database statements' },
  { name: 'cache_calls', type: 'number', what: 'Cache commands' },
  { name: 'http_calls', type: 'number', what: 'Outgoing requests' },
  { name: 'spans', type: 'number', what: 'Spans beneath it' },
  { name: 'attempts', type: 'number', what: 'Which attempt it was' },
  { name: 'trace_id', type: 'id', what: '32 hex digits' },
  { name: 'span_id', type: 'id', what: '16 hex digits' },
  { name: 'sample_rate', type: 'number', what: 'How many this one stands for' },
  { name: 'time', type: 'time', what: 'Start' },
];

/** Other names under which people know a field. */
const ALIASES: Record<string, string> = {
  'service.name': 'service',
  'span.kind': 'kind',
  'span.name': 'name',
  'status.code': 'status',
  'status.message': 'status_message',
  'trace.trace_id': 'trace_id',
  'trace.span_id': 'span_id',
  'trace.parent_id': 'parent_span_id',
  'scope.name': 'scope_name',
  'scope.version': 'scope_version',
  message: 'body',
};

const byName = (fields: readonly KnownField[]) => new Map(fields.map((field) => [field.name, field]));
const EVENTS_BY_NAME = byName(EVENT_FIELDS);
const TRANSACTIONS_BY_NAME = byName(TRANSACTION_FIELDS);

/** The fields of a dataset that need no catalogue; `transactions` has no others. */
export function knownFieldsOf(dataset: Dataset): readonly KnownField[] {
  return dataset === 'transactions' ? TRANSACTION_FIELDS : EVENT_FIELDS;
}

/** By its name or another that people know it under; undefined for attributes. */
export function knownField(dataset: Dataset, name: string): KnownField | undefined {
  const fields = dataset === 'transactions' ? TRANSACTIONS_BY_NAME : EVENTS_BY_NAME;
  const alias = Object.hasOwn(ALIASES, name) ? ALIASES[name]! : name;
  return fields.get(name) ?? fields.get(alias);
}

/** The span of the same trace that a field is of: `parent.name` is the name of the parent span. */
export const RELATIONS = ['root', 'parent', 'child', 'any', 'none'] as const;
export type Relation = (typeof RELATIONS)[number];
