import type { EventAdmission } from '../../admit/event-admission.ts';
import { AttributeReader } from './attribute-reader.ts';
import { readId } from './read-id.ts';
import { ResourceReader } from './resource-reader.ts';
import { tagOf, type WireReader, WireType } from './wire-reader.ts';

/** Fields of LogRecord (opentelemetry-proto, logs/v1/logs.proto). */
const TIME = tagOf(1, WireType.fixed64);
const SEVERITY_NUMBER = tagOf(2, WireType.varint);
const SEVERITY_TEXT = tagOf(3, WireType.length);
const BODY = tagOf(5, WireType.length);
const ATTRIBUTE = tagOf(6, WireType.length);
const DROPPED_ATTRIBUTES = tagOf(7, WireType.varint);
const FLAGS = tagOf(8, WireType.fixed32);
const TRACE_ID = tagOf(9, WireType.length);
const SPAN_ID = tagOf(10, WireType.length);
const OBSERVED_TIME = tagOf(11, WireType.fixed64);
const EVENT_NAME = tagOf(12, WireType.length);

/** Fields of AnyValue (common/v1/common.proto). */
const STRING = tagOf(1, WireType.length);
const HIGHEST_VALUE_FIELD = 7;

const HIGHEST_SEVERITY = 24;

/** Reads the records of an ExportLogsServiceRequest straight into the row of an admission. */
export class LogsReader {
  readonly #admission: EventAdmission;
  readonly #reader: WireReader;
  readonly #attributes: AttributeReader;
  readonly #resources: ResourceReader;

  constructor(admission: EventAdmission, reader: WireReader) {
    this.#admission = admission;
    this.#reader = reader;
    this.#attributes = new AttributeReader(reader);
    this.#resources = new ResourceReader(admission, reader, this.#attributes, (end) => this.#readRecord(end));
  }

  read(body: Buffer): void {
    this.#resources.read(body);
  }

  #readRecord(end: number): void {
    const reader = this.#reader;
    const admission = this.#admission;
    const row = admission.row;
    let observedLow = 0;
    let observedHigh = 0;
    admission.beginEvent();
    while (reader.position < end) {
      const tag = reader.tag(end);
      switch (tag) {
        case ATTRIBUTE:
          this.#attributes.read(reader.lengthEnd(end), admission.attributes);
          break;
        case TIME:
          reader.fixed64(end);
          row.timeLow = reader.low;
          row.timeHigh = reader.high;
          break;
        case OBSERVED_TIME:
          reader.fixed64(end);
          observedLow = reader.low;
          observedHigh = reader.high;
          break;
        case SEVERITY_NUMBER: {
          const severity = reader.varint32(end);
          row.severity = severity > HIGHEST_SEVERITY ? 0 : severity;
          break;
        }
        case SEVERITY_TEXT: {
          const textEnd = reader.lengthEnd(end);
          row.severityText = admission.textOf(reader.position, textEnd);
          reader.position = textEnd;
          break;
        }
        case BODY:
          this.#readBody(reader.lengthEnd(end));
          break;
        case FLAGS:
          row.flags = reader.fixed32(end);
          break;
        case TRACE_ID:
          admission.traceIdBytes = readId(reader, end, row.traceId);
          break;
        case SPAN_ID:
          admission.spanIdBytes = readId(reader, end, row.spanId);
          break;
        case EVENT_NAME: {
          const nameEnd = reader.lengthEnd(end);
          admission.name = admission.nameOf(reader.position, nameEnd);
          reader.position = nameEnd;
          break;
        }
        case DROPPED_ATTRIBUTES:
          admission.droppedAttributes += reader.varint32(end);
          break;
        default:
          reader.skip(tag, end);
      }
    }
    this.#resources.addScopeAttributes();
    admission.finishLog(observedLow, observedHigh);
    reader.position = end;
  }

  /** A text stays a range of the source; anything else becomes JSON, except that nothing is no text. */
  #readBody(end: number): void {
    const reader = this.#reader;
    const admission = this.#admission;
    const slot = admission.row.body;
    const start = reader.position;
    let last = 0;
    let textStart = 0;
    let textEnd = 0;
    while (reader.position < end) {
      const tag = reader.tag(end);
      if (tag >>> 3 <= HIGHEST_VALUE_FIELD) last = tag;
      if (tag !== STRING) {
        reader.skip(tag, end);
        continue;
      }
      textEnd = reader.lengthEnd(end);
      textStart = reader.position;
      reader.position = textEnd;
    }
    if (last === STRING) admission.setSlice(slot, 'body', textStart, textEnd);
    else if (last !== 0) {
      const json = this.#attributes.json;
      json.out.begin();
      reader.position = start;
      admission.setText(slot, 'body', json.value(end, 0));
      if (json.out.cut) admission.attributes.noteCut('body');
    }
  }
}
