import type { EventAdmission } from '../../admit/event-admission.ts';
import type { AttributeReader } from './attribute-reader.ts';
import { tagOf, type WireReader, WireType } from './wire-reader.ts';

/** Fields that traces and logs have in common (opentelemetry-proto: trace.proto, logs.proto, resource.proto, common.proto). */
const RESOURCE_GROUP = tagOf(1, WireType.length);
const RESOURCE = tagOf(1, WireType.length);
const SCOPE_GROUP = tagOf(2, WireType.length);
const SCOPE = tagOf(1, WireType.length);
const RECORD = tagOf(2, WireType.length);
const RESOURCE_ATTRIBUTE = tagOf(1, WireType.length);
const RESOURCE_DROPPED = tagOf(2, WireType.varint);
const SCOPE_NAME = tagOf(1, WireType.length);
const SCOPE_VERSION = tagOf(2, WireType.length);
const SCOPE_ATTRIBUTE = tagOf(3, WireType.length);

/**
 * Walks the two outer levels of a request for traces or logs. Fields may stand in any order on the wire, and a
 * resource behind its spans counts for them all the same: so each level is walked twice, which costs little, since
 * the first walk only jumps from field to field.
 */
export class ResourceReader {
  readonly #admission: EventAdmission;
  readonly #reader: WireReader;
  readonly #attributes: AttributeReader;
  readonly #readRecord: (end: number) => void;
  /** Begin and end of each attribute of the scope. */
  readonly #scopeAttributes: number[] = [];

  /** @param readRecord reads the span or log record from the reader's position to `end` */
  constructor(
    admission: EventAdmission,
    reader: WireReader,
    attributes: AttributeReader,
    readRecord: (end: number) => void,
  ) {
    this.#admission = admission;
    this.#reader = reader;
    this.#attributes = attributes;
    this.#readRecord = readRecord;
  }

  read(body: Buffer): void {
    const reader = this.#reader;
    reader.open(body);
    const end = body.length;
    while (reader.position < end) {
      const tag = reader.tag(end);
      if (tag === RESOURCE_GROUP) this.#readResourceGroup(reader.lengthEnd(end));
      else reader.skip(tag, end);
    }
  }

  /** Scope attributes count as attributes of each event, after its own: of a doubled key the event's counts. */
  addScopeAttributes(): void {
    const ranges = this.#scopeAttributes;
    if (ranges.length === 0) return;
    const reader = this.#reader;
    for (let index = 0; index < ranges.length; index += 2) {
      reader.position = ranges[index]!;
      this.#attributes.read(ranges[index + 1]!, this.#admission.attributes);
    }
  }

  #readResourceGroup(end: number): void {
    const reader = this.#reader;
    const start = reader.position;
    this.#admission.beginResource();
    while (reader.position < end) {
      const tag = reader.tag(end);
      if (tag === RESOURCE) this.#readResource(reader.lengthEnd(end));
      else reader.skip(tag, end);
    }
    this.#admission.endResource();
    reader.position = start;
    while (reader.position < end) {
      const tag = reader.tag(end);
      if (tag === SCOPE_GROUP) this.#readScopeGroup(reader.lengthEnd(end));
      else reader.skip(tag, end);
    }
  }

  #readResource(end: number): void {
    const reader = this.#reader;
    const admission = this.#admission;
    admission.addResourceBytes(end - reader.position);
    while (reader.position < end) {
      const tag = reader.tag(end);
      if (tag === RESOURCE_ATTRIBUTE) this.#attributes.read(reader.lengthEnd(end), admission.resource);
      else if (tag === RESOURCE_DROPPED) admission.resource.dropped += reader.varint32(end);
      else reader.skip(tag, end);
    }
  }

  #readScopeGroup(end: number): void {
    const reader = this.#reader;
    const start = reader.position;
    this.#scopeAttributes.length = 0;
    let name = '';
    let version = '';
    let attributeBytes = 0;
    while (reader.position < end) {
      const tag = reader.tag(end);
      if (tag !== SCOPE) {
        reader.skip(tag, end);
        continue;
      }
      const scopeEnd = reader.lengthEnd(end);
      while (reader.position < scopeEnd) {
        const field = reader.tag(scopeEnd);
        if (field === SCOPE_NAME) name = this.#text(scopeEnd);
        else if (field === SCOPE_VERSION) version = this.#text(scopeEnd);
        else if (field === SCOPE_ATTRIBUTE) {
          const attributeEnd = reader.lengthEnd(scopeEnd);
          attributeBytes += attributeEnd - reader.position;
          this.#scopeAttributes.push(reader.position, attributeEnd);
          reader.position = attributeEnd;
        } else reader.skip(field, scopeEnd);
      }
    }
    this.#admission.beginScope(name, version, attributeBytes);
    reader.position = start;
    while (reader.position < end) {
      const tag = reader.tag(end);
      if (tag === RECORD) this.#readRecord(reader.lengthEnd(end));
      else reader.skip(tag, end);
    }
  }

  #text(end: number): string {
    const reader = this.#reader;
    const textEnd = reader.lengthEnd(end);
    const text = this.#admission.textOf(reader.position, textEnd);
    reader.position = textEnd;
    return text;
  }
}
