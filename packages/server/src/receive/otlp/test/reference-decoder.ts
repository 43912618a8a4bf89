/**
 * What the rows of a request have to be, worked out from the messages of a generic protobuf library without regard to
 * speed. It shares with the decoder only the table of attribute names and the layers, which have tests of their own.
 */
import {
  type AttributeValue,
  layerHintsOfAttribute,
  layerHintsOfDbSystem,
  layerHintsOfMessagingOperation,
  layerHintsOfScope,
  layerHintsOfSpanName,
  layerOf,
  normaliseAttributes,
} from '@tracebin/model';
import { NOW_MS } from './arbitrary-requests.ts';

export const RETENTION_HOURS = 168;
const NOW = BigInt(NOW_MS) * 1_000_000n;
const OLDEST = NOW - BigInt(RETENTION_HOURS) * 3_600_000_000_000n;
const NEWEST = NOW + 86_400_000_000_000n;

// biome-ignore lint/suspicious/noExplicitAny: messages of the generic library have no types
type Message = any;

export interface ExpectedEvent {
  [field: string]: unknown;
  attributes: Record<string, AttributeValue>;
  resource: Record<string, AttributeValue>;
}

export function expectedSpans(request: Message): ExpectedEvent[] {
  const rows: ExpectedEvent[] = [];
  eachRecord(request.resourceSpans, 'scopeSpans', 'spans', (span, context) => {
    const start = BigInt(span.startTimeUnixNano ?? 0);
    const end = BigInt(span.endTimeUnixNano ?? 0);
    const parent = hex(span.parentSpanId);
    const isTaken =
      isId(span.traceId, 16) &&
      isId(span.spanId, 8) &&
      (parent === '' || parent.length === 16) &&
      start >= OLDEST &&
      start <= NEWEST &&
      end >= start &&
      end <= NEWEST;
    if (!isTaken) return;
    const kind = (span.kind ?? 0) > 5 ? 0 : (span.kind ?? 0);
    const links = (span.links ?? []).filter(
      (link: Message) => length(link.traceId) === 16 && length(link.spanId) === 8,
    );
    const droppedLinks = (span.droppedLinksCount ?? 0) + (span.links ?? []).length - links.length;
    const sent = [...(span.attributes ?? []), ...context.scopeAttributes];
    const attributes = recordOf(sent, {
      'otel.dropped_attributes_count': (span.droppedAttributesCount ?? 0) + unnamed(sent),
      'otel.dropped_events_count': span.droppedEventsCount ?? 0,
      'otel.dropped_links_count': droppedLinks,
    });
    rows.push({
      type: 0,
      traceId: hex(span.traceId),
      spanId: hex(span.spanId),
      parentSpanId: parent === '' ? '0'.repeat(16) : parent,
      time: start,
      duration: Number(end - start),
      ...context.columns,
      name: span.name ?? '',
      kind,
      status: (span.status?.code ?? 0) > 2 ? 0 : (span.status?.code ?? 0),
      statusMessage: span.status?.message ?? '',
      traceState: span.traceState ?? '',
      flags: span.flags ?? 0,
      entry: kind === 2 || kind === 5 || /^0*$/.test(parent),
      layer: layerOf(kind, hintsOf(attributes) | layerHintsOfSpanName(span.name ?? '') | context.scopeHints),
      sampleRate: rateOf(attributes, span.traceState ?? ''),
      attributes: normaliseAttributes(attributes, kind),
      events: (span.events ?? []).map((event: Message) => ({
        time: BigInt(event.timeUnixNano ?? 0),
        name: event.name ?? '',
        attributes: nestedRecord(event.attributes ?? []),
      })),
      links: links.map((link: Message) => ({
        traceId: hex(link.traceId),
        spanId: hex(link.spanId),
        traceState: link.traceState ?? '',
        attributes: nestedRecord(link.attributes ?? []),
      })),
    });
  });
  return rows;
}

export function expectedLogs(request: Message): ExpectedEvent[] {
  const rows: ExpectedEvent[] = [];
  eachRecord(request.resourceLogs, 'scopeLogs', 'logRecords', (log, context) => {
    const sentTime = BigInt(log.timeUnixNano ?? 0) || BigInt(log.observedTimeUnixNano ?? 0) || NOW;
    const ids = [length(log.traceId), length(log.spanId)];
    if (sentTime < OLDEST || sentTime > NEWEST) return;
    if ((ids[0] !== 0 && ids[0] !== 16) || (ids[1] !== 0 && ids[1] !== 8)) return;
    const sent = [...(log.attributes ?? []), ...context.scopeAttributes];
    const attributes = recordOf(sent, {
      'otel.dropped_attributes_count': (log.droppedAttributesCount ?? 0) + unnamed(sent),
    });
    const eventName = attributes['event.name'];
    const severity = log.severityNumber ?? 0;
    rows.push({
      type: log.eventName ? 2 : 1,
      traceId: hex(log.traceId) || '0'.repeat(32),
      spanId: hex(log.spanId) || '0'.repeat(16),
      time: sentTime,
      ...context.columns,
      name: log.eventName || (typeof eventName === 'string' ? eventName : ''),
      severity: severity > 24 ? 0 : severity,
      severityText: log.severityText ?? '',
      flags: log.flags ?? 0,
      body: bodyOf(log.body),
      attributes: normaliseAttributes(attributes, 0),
    });
  });
  return rows;
}

interface Context {
  columns: { service: string; scope: string; resource: Record<string, AttributeValue> };
  scopeAttributes: Message[];
  scopeHints: number;
}

function eachRecord(
  groups: Message[] | undefined,
  scopes: string,
  records: string,
  visit: (record: Message, context: Context) => void,
): void {
  for (const group of groups ?? []) {
    const sent = group.resource?.attributes ?? [];
    const resource = recordOf(sent, {
      'otel.dropped_attributes_count': (group.resource?.droppedAttributesCount ?? 0) + unnamed(sent),
    });
    const name = resource['service.name'];
    const service = typeof name === 'string' && name !== '' ? name : 'unknown_service';
    normaliseAttributes(resource, 0);
    for (const scopeGroup of group[scopes] ?? []) {
      const scope = `${scopeGroup.scope?.name ?? ''}@${scopeGroup.scope?.version ?? ''}`;
      const context = {
        columns: { service, scope, resource },
        scopeAttributes: scopeGroup.scope?.attributes ?? [],
        scopeHints: layerHintsOfScope(scopeGroup.scope?.name ?? ''),
      };
      for (const record of scopeGroup[records] ?? []) visit(record, context);
    }
  }
}

const unnamed = (sent: Message[]): number => sent.filter((one) => (one.key ?? '') === '').length;

/** Of a doubled key the first counts; counts of what was left out are attributes when there is something to count. */
function recordOf(sent: Message[], counts: Record<string, number>): Record<string, AttributeValue> {
  const record = nestedRecord(sent.filter((one) => (one.key ?? '') !== ''));
  for (const [key, count] of Object.entries(counts))
    if (count > 0 && !Object.hasOwn(record, key)) record[key] = count;
  return record;
}

export function nestedRecord(sent: Message[]): Record<string, AttributeValue> {
  const entries = new Map<string, AttributeValue>();
  for (const { key, value } of sent) if (!entries.has(key ?? '')) entries.set(key ?? '', anyValueOf(value));
  return Object.fromEntries(entries);
}

export function anyValueOf(value: Message): AttributeValue {
  if (value?.stringValue !== undefined) return value.stringValue;
  if (value?.boolValue !== undefined) return value.boolValue;
  if (value?.intValue !== undefined) return integerOf(BigInt(value.intValue));
  if (value?.doubleValue !== undefined) return doubleOf(value.doubleValue);
  if (value?.bytesValue !== undefined) return { bytes: Buffer.from(value.bytesValue).toString('base64') };
  if (value?.arrayValue !== undefined) return (value.arrayValue.values ?? []).map(anyValueOf);
  if (value?.kvlistValue !== undefined) return nestedRecord(value.kvlistValue.values ?? []);
  return null;
}

export const integerOf = (value: bigint): AttributeValue =>
  Number.isSafeInteger(Number(value)) ? Number(value) : { int: String(value) };

export const doubleOf = (value: number): AttributeValue => (Number.isFinite(value) ? value : String(value));

/** A text, or what the text reads as when the body is no text. */
function bodyOf(body: Message): string | { json: AttributeValue } {
  if (body === undefined || Object.keys(body).length === 0) return '';
  return body.stringValue ?? { json: anyValueOf(body) };
}

function hintsOf(attributes: Record<string, AttributeValue>): number {
  let hints = 0;
  for (const [key, value] of Object.entries(attributes)) {
    hints |= layerHintsOfAttribute(key);
    if (typeof value !== 'string') continue;
    if (key === 'db.system' || key === 'db.system.name') hints |= layerHintsOfDbSystem(value);
    if (key === 'messaging.operation') hints |= layerHintsOfMessagingOperation(value);
  }
  return hints;
}

function rateOf(attributes: Record<string, AttributeValue>, traceState: string): number {
  const sent = attributes.sampleRate;
  const rate = typeof sent === 'object' && sent !== null && 'int' in sent ? Number(sent.int) : Number(sent);
  if ((typeof sent !== 'object' || (sent !== null && 'int' in sent)) && typeof sent !== 'boolean') {
    if (rate >= 1 && rate <= 2 ** 56) return rate;
  }
  return traceState === 'ot=th:c' ? 4 : traceState.includes('th:8') ? 2 : 1;
}

const hex = (bytes: Uint8Array | undefined): string => Buffer.from(bytes ?? []).toString('hex');
const length = (bytes: Uint8Array | undefined): number => bytes?.length ?? 0;
const isId = (bytes: Uint8Array | undefined, wanted: number): boolean =>
  length(bytes) === wanted && bytes!.some((byte) => byte !== 0);
