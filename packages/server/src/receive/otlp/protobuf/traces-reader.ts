import type { SpanKind, StatusCode } from '@tracebin/model';
import type { EventAdmission } from '../../admit/event-admission.ts';
import { LIMITS } from '../../limits.ts';
import { objectOf } from './any-value-json.ts';
import { AttributeReader } from './attribute-reader.ts';
import { readId } from './read-id.ts';
import { ResourceReader } from './resource-reader.ts';
import { tagOf, type WireReader, WireType } from './wire-reader.ts';

/** Fields of Span, its Event, Link and Status (opentelemetry-proto, trace/v1/trace.proto). */
const TRACE_ID = tagOf(1, WireType.length);
const SPAN_ID = tagOf(2, WireType.length);
const TRACE_STATE = tagOf(3, WireType.length);
const PARENT_SPAN_ID = tagOf(4, WireType.length);
const NAME = tagOf(5, WireType.length);
const KIND = tagOf(6, WireType.varint);
const START_TIME = tagOf(7, WireType.fixed64);
const END_TIME = tagOf(8, WireType.fixed64);
const ATTRIBUTE = tagOf(9, WireType.length);
const DROPPED_ATTRIBUTES = tagOf(10, WireType.varint);
const EVENT = tagOf(11, WireType.length);
const DROPPED_EVENTS = tagOf(12, WireType.varint);
const LINK = tagOf(13, WireType.length);
const DROPPED_LINKS = tagOf(14, WireType.varint);
const STATUS = tagOf(15, WireType.length);
const FLAGS = tagOf(16, WireType.fixed32);

const STATUS_MESSAGE = tagOf(2, WireType.length);
const STATUS_CODE = tagOf(3, WireType.varint);

const EVENT_TIME = tagOf(1, WireType.fixed64);
const EVENT_NAME = tagOf(2, WireType.length);
const EVENT_ATTRIBUTE = tagOf(3, WireType.length);

const LINK_TRACE_ID = tagOf(1, WireType.length);
const LINK_SPAN_ID = tagOf(2, WireType.length);
const LINK_TRACE_STATE = tagOf(3, WireType.length);
const LINK_ATTRIBUTE = tagOf(4, WireType.length);

const HIGHEST_KIND = 5;
const HIGHEST_STATUS = 2;

/** Reads the spans of an ExportTraceServiceRequest straight into the row of an admission. */
export class TracesReader {
  readonly #admission: EventAdmission;
  readonly #reader: WireReader;
  readonly #attributes: AttributeReader;
  readonly #resources: ResourceReader;

  constructor(admission: EventAdmission, reader: WireReader) {
    this.#admission = admission;
    this.#reader = reader;
    this.#attributes = new AttributeReader(reader);
    this.#resources = new ResourceReader(admission, reader, this.#attributes, (end) => this.#readSpan(end));
  }

  read(body: Buffer): void {
    this.#resources.read(body);
  }

  #readSpan(end: number): void {
    const reader = this.#reader;
    const admission = this.#admission;
    const row = admission.row;
    admission.beginEvent();
    while (reader.position < end) {
      const tag = reader.tag(end);
      switch (tag) {
        case ATTRIBUTE:
          this.#attributes.read(reader.lengthEnd(end), admission.attributes);
          break;
        case TRACE_ID:
          admission.traceIdBytes = readId(reader, end, row.traceId);
          break;
        case SPAN_ID:
          admission.spanIdBytes = readId(reader, end, row.spanId);
          break;
        case PARENT_SPAN_ID:
          admission.parentIdBytes = readId(reader, end, row.parentSpanId);
          break;
        case NAME: {
          const nameEnd = reader.lengthEnd(end);
          admission.name = admission.nameOf(reader.position, nameEnd);
          reader.position = nameEnd;
          break;
        }
        case KIND: {
          const kind = reader.varint32(end);
          row.kind = (kind > HIGHEST_KIND ? 0 : kind) as SpanKind;
          break;
        }
        case START_TIME:
          reader.fixed64(end);
          row.timeLow = reader.low;
          row.timeHigh = reader.high;
          break;
        case END_TIME:
          reader.fixed64(end);
          admission.endLow = reader.low;
          admission.endHigh = reader.high;
          break;
        case STATUS:
          this.#readStatus(reader.lengthEnd(end));
          break;
        case FLAGS:
          row.flags = reader.fixed32(end);
          break;
        case TRACE_STATE: {
          const stateEnd = reader.lengthEnd(end);
          admission.setSlice(row.traceState, 'traceState', reader.position, stateEnd);
          reader.position = stateEnd;
          break;
        }
        case EVENT:
          this.#readEvent(reader.lengthEnd(end));
          break;
        case LINK:
          this.#readLink(reader.lengthEnd(end));
          break;
        case DROPPED_ATTRIBUTES:
          admission.droppedAttributes += reader.varint32(end);
          break;
        case DROPPED_EVENTS:
          admission.droppedEvents += reader.varint32(end);
          break;
        case DROPPED_LINKS:
          admission.droppedLinks += reader.varint32(end);
          break;
        default:
          reader.skip(tag, end);
      }
    }
    this.#resources.addScopeAttributes();
    admission.finishSpan();
    reader.position = end;
  }

  #readStatus(end: number): void {
    const reader = this.#reader;
    const row = this.#admission.row;
    while (reader.position < end) {
      const tag = reader.tag(end);
      if (tag === STATUS_CODE) {
        const code = reader.varint32(end);
        row.status = (code > HIGHEST_STATUS ? 0 : code) as StatusCode;
      } else if (tag === STATUS_MESSAGE) {
        const messageEnd = reader.lengthEnd(end);
        this.#admission.setSlice(row.statusMessage, 'status.message', reader.position, messageEnd);
        reader.position = messageEnd;
      } else reader.skip(tag, end);
    }
  }

  #readEvent(end: number): void {
    const reader = this.#reader;
    const admission = this.#admission;
    const row = admission.row;
    if (row.eventCount === LIMITS.maxSpanEvents) {
      admission.droppedEvents++;
      reader.position = end;
      return;
    }
    const slot = admission.nextEventSlot();
    const json = this.#attributes.json;
    let attributes: Map<string, string> | undefined;
    json.out.begin();
    while (reader.position < end) {
      const tag = reader.tag(end);
      if (tag === EVENT_TIME) {
        reader.fixed64(end);
        slot.timeLow = reader.low;
        slot.timeHigh = reader.high;
      } else if (tag === EVENT_NAME) {
        const nameEnd = reader.lengthEnd(end);
        slot.name = admission.textOf(reader.position, nameEnd);
        reader.position = nameEnd;
      } else if (tag === EVENT_ATTRIBUTE && json.out.hasRoom()) {
        attributes ??= new Map();
        json.keyValue(reader.lengthEnd(end), 0, attributes);
      } else reader.skip(tag, end);
    }
    if (attributes !== undefined) slot.attributesJson = objectOf(attributes);
    if (json.out.cut) admission.attributes.noteCut('events');
  }

  #readLink(end: number): void {
    const reader = this.#reader;
    const admission = this.#admission;
    const row = admission.row;
    if (row.linkCount === LIMITS.maxSpanLinks) {
      admission.droppedLinks++;
      reader.position = end;
      return;
    }
    const slot = admission.nextLinkSlot();
    const json = this.#attributes.json;
    let attributes: Map<string, string> | undefined;
    let traceIdBytes = 0;
    let spanIdBytes = 0;
    json.out.begin();
    while (reader.position < end) {
      const tag = reader.tag(end);
      if (tag === LINK_TRACE_ID) traceIdBytes = readId(reader, end, slot.traceId);
      else if (tag === LINK_SPAN_ID) spanIdBytes = readId(reader, end, slot.spanId);
      else if (tag === LINK_TRACE_STATE) slot.traceState = json.out.cutText(json.text(end));
      else if (tag === LINK_ATTRIBUTE && json.out.hasRoom()) {
        attributes ??= new Map();
        json.keyValue(reader.lengthEnd(end), 0, attributes);
      } else reader.skip(tag, end);
    }
    if (attributes !== undefined) slot.attributesJson = objectOf(attributes);
    if (json.out.cut) admission.attributes.noteCut('links');
    // A link that points nowhere cannot be followed; the span itself is sound.
    if (traceIdBytes !== 16 || spanIdBytes !== 8) admission.dropLastLink();
  }
}
