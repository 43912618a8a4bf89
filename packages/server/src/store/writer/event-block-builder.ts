/**
 * Events as columns of one open block. `append` copies a row and keeps nothing of it; there is no object per span.
 *
 * Most of a span is its attributes, so that is where the shortcuts are: a key that stands where the last span had it
 * (spans of one kind list their attributes alike) is found by comparing two references, and the attributes of a
 * resource are encoded for its first span and copied for the others.
 */
import { TooLargeError } from '../../errors.ts';
import type { AttributeList } from '../../receive/event/attribute-list.ts';
import { AttributeType } from '../../receive/event/attribute-type.ts';
import type { EventRow, TextSlot } from '../../receive/event/event-row.ts';
import type { BinScope, EventSink } from '../../receive/ingest.ts';
import type { BlockColumn } from '../engine/engine.ts';
import { encodeNativeBlock, type RowSelection, type StringColumn } from '../native/index.ts';
import { eventColumns } from './event-columns.ts';
import { expiryOf } from './expiry.ts';
import { KeyCache } from './key-cache.ts';
import { appendResource } from './resource-text.ts';

/** A span repeats its resource, so a small body can become a large block; beyond this a request is refused. */
const MAX_REQUEST_BYTES = 256 * 1024 * 1024;

export class EventBlockBuilder implements EventSink {
  readonly table = 'events';
  readonly #columns = eventColumns();
  readonly #columnList = Object.values(this.#columns);
  readonly #keys = {
    strings: new KeyCache(this.#columns.strings.keys),
    ints: new KeyCache(this.#columns.ints.keys),
    doubles: new KeyCache(this.#columns.doubles.keys),
    bools: new KeyCache(this.#columns.bools.keys),
    jsons: new KeyCache(this.#columns.jsons.keys),
  };
  readonly #maxRequestBytes: number;
  #bin = 0;
  #retentionHours = 0;
  #receivedAt = 0;
  #requestStartBytes = 0;
  #resource: AttributeList | undefined;
  #resourceVersion = -1;
  #resourceRow = -1;

  constructor(maxRequestBytes = MAX_REQUEST_BYTES) {
    this.#maxRequestBytes = maxRequestBytes;
  }

  get rows(): number {
    return this.#columns.type.length;
  }

  /** Bytes of the block as it stands. */
  get byteLength(): number {
    let bytes = 0;
    for (const column of this.#columnList) bytes += column.byteLength;
    return bytes;
  }

  get blockColumns(): BlockColumn[] {
    return Object.entries(this.#columns).map(([name, { type }]) => ({ name, type }));
  }

  /** What follows belongs to this bin. Resources are not taken over from one request to the next. */
  openRequest(scope: BinScope, receivedAtSeconds: number): void {
    this.#bin = this.#columns.bin.indexOf(scope.bin);
    this.#retentionHours = scope.retentionHours;
    this.#receivedAt = receivedAtSeconds;
    this.#requestStartBytes = this.#variableBytes();
    this.#forgetResource();
  }

  /** @throws TooLargeError when the request has grown beyond what one may become in memory */
  append(row: EventRow): void {
    const columns = this.#columns;
    if (this.#variableBytes() - this.#requestStartBytes > this.#maxRequestBytes) {
      throw new TooLargeError(`The request is more than ${this.#maxRequestBytes} bytes when it is unpacked.`);
    }
    columns.bin.appendIndex(this.#bin);
    columns.type.append(row.type);
    columns.entry.append(row.entry ? 1 : 0);
    columns.time.append(row.timeLow, row.timeHigh);
    columns.duration.appendNumber(row.duration);
    columns.trace_id.append(row.traceId);
    columns.span_id.append(row.spanId);
    columns.parent_span_id.append(row.parentSpanId);
    columns.service.append(row.service);
    columns.name.append(row.name);
    columns.kind.append(row.kind);
    columns.status.append(row.status);
    columns.layer.append(row.layer);
    appendText(columns.status_message, row.source, row.statusMessage);
    appendText(columns.trace_state, row.source, row.traceState);
    columns.sample_rate.append(row.sampleRate);
    columns.flags.append(row.flags);
    columns.severity.append(row.severity);
    columns.severity_text.append(row.severityText);
    appendText(columns.body, row.source, row.body);
    columns.scope_name.append(row.scopeName);
    columns.scope_version.append(row.scopeVersion);
    this.#appendAttributes(row.attributes, row.source);
    this.#appendResource(row.resource, row.source);
    this.#appendEvents(row);
    this.#appendLinks(row);
    columns.received_at.append(this.#receivedAt);
    columns.expires_at.append(expiryOf(row.timeLow, row.timeHigh, this.#retentionHours));
  }

  /** A place to come back to with `rollback`. */
  mark(): number {
    return this.rows;
  }

  /** Takes back all rows since `mark`. */
  rollback(mark: number): void {
    for (const column of this.#columnList) column.truncate(mark);
    this.#forgetResource();
  }

  /** Raw bytes of a row's trace id, as a view. */
  traceIdOf(row: number): Uint8Array {
    return this.#columns.trace_id.at(row);
  }

  /** The block, or the chosen rows of it, as pieces that are valid until the builder changes. */
  encode(rows?: RowSelection): Uint8Array[] {
    return encodeNativeBlock(this.#columns, rows);
  }

  clear(): void {
    for (const column of this.#columnList) column.clear();
    for (const cache of Object.values(this.#keys)) cache.clear();
    this.#forgetResource();
  }

  /** The columns whose values a sender can make long; enough to notice a block that grows out of hand. */
  #variableBytes(): number {
    const { strings, jsons, resource, event_attributes, link_attributes, body } = this.#columns;
    return (
      strings.values.byteLength +
      jsons.values.byteLength +
      resource.values.byteLength +
      event_attributes.elements.byteLength +
      link_attributes.elements.byteLength +
      body.byteLength
    );
  }

  #appendAttributes(attributes: AttributeList, source: Uint8Array): void {
    const { strings, ints, doubles, bools, jsons } = this.#columns;
    const keys = this.#keys;
    const { length, types, starts, ends, texts } = attributes;
    for (let index = 0; index < length; index++) {
      const key = attributes.keys[index] as string;
      switch (types[index]) {
        case AttributeType.string:
          keys.strings.append(index, key);
          if (starts[index] === -1) strings.values.appendText(texts[index] as string);
          else strings.values.appendSlice(source, starts[index] as number, ends[index] as number);
          break;
        case AttributeType.int:
          keys.ints.append(index, key);
          ints.values.append(attributes.lows[index] as number, attributes.highs[index] as number);
          break;
        case AttributeType.double:
          keys.doubles.append(index, key);
          doubles.values.append(attributes.doubles[index] as number);
          break;
        case AttributeType.bool:
          keys.bools.append(index, key);
          bools.values.append(attributes.lows[index] as number);
          break;
        default:
          keys.jsons.append(index, key);
          if (starts[index] === -1) jsons.values.appendText(texts[index] as string);
          else jsons.values.appendSlice(source, starts[index] as number, ends[index] as number);
      }
    }
    strings.endRow();
    ints.endRow();
    doubles.endRow();
    bools.endRow();
    jsons.endRow();
  }

  #appendResource(resource: AttributeList, source: Uint8Array): void {
    const column = this.#columns.resource;
    if (resource === this.#resource && resource.version === this.#resourceVersion) {
      column.repeatRow(this.#resourceRow);
      return;
    }
    appendResource(column, resource, source);
    this.#resource = resource;
    this.#resourceVersion = resource.version;
    this.#resourceRow = column.length - 1;
  }

  #forgetResource(): void {
    this.#resource = undefined;
    this.#resourceVersion = -1;
  }

  #appendEvents(row: EventRow): void {
    const { event_times, event_names, event_attributes } = this.#columns;
    for (let index = 0; index < row.eventCount; index++) {
      const event = row.events[index] as (typeof row.events)[number];
      event_times.elements.append(event.timeLow, event.timeHigh);
      event_names.elements.append(event.name);
      event_attributes.elements.appendText(event.attributesJson);
    }
    event_times.endRow();
    event_names.endRow();
    event_attributes.endRow();
  }

  #appendLinks(row: EventRow): void {
    const { link_trace_ids, link_span_ids, link_trace_states, link_attributes } = this.#columns;
    for (let index = 0; index < row.linkCount; index++) {
      const link = row.links[index] as (typeof row.links)[number];
      link_trace_ids.elements.append(link.traceId);
      link_span_ids.elements.append(link.spanId);
      link_trace_states.elements.appendText(link.traceState);
      link_attributes.elements.appendText(link.attributesJson);
    }
    link_trace_ids.endRow();
    link_span_ids.endRow();
    link_trace_states.endRow();
    link_attributes.endRow();
  }
}

function appendText(column: StringColumn, source: Uint8Array, slot: TextSlot): void {
  if (slot.start === -1) column.appendText(slot.text);
  else column.appendSlice(source, slot.start, slot.end);
}
