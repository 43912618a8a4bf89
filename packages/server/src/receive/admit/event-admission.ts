import { EventType, type LayerHints, layerHintsOfScope, layerOf, SpanKind } from '@tracebin/model';
import type { AttributeList } from '../event/attribute-list.ts';
import { AttributeType } from '../event/attribute-type.ts';
import { compareUnsigned, unsignedToNumber } from '../event/int64.ts';
import type { BinScope, EventSink } from '../ingest.ts';
import { DROPPED_ATTRIBUTES, DROPPED_EVENTS, DROPPED_LINKS, LIMITS } from '../limits.ts';
import { cutText } from '../normalise/cut-text.ts';
import { EventDraft } from './event-draft.ts';
import { Rejections } from './rejections.ts';
import { RequestBudget } from './request-budget.ts';
import { sampleRateOfTraceState } from './sample-rate.ts';
import { TimeWindow } from './time-window.ts';

/** The largest that a sampling threshold of 56 bits can express. */
const MAX_SAMPLE_RATE = 2 ** 56;

const NO_SINK: EventSink = { append() {} };

export const UNKNOWN_SERVICE = 'unknown_service';

/**
 * The one way of an event into a sink. A decoder fills `row` through it, in this order, and one instance serves
 * request after request, since decoding never waits:
 *
 *   begin · (beginResource, resource.add..., endResource · (beginScope · (beginEvent, ..., finishSpan | finishLog)*)*)* · end
 */
export class EventAdmission extends EventDraft {
  rejections = new Rejections();
  accepted = 0;
  #sink: EventSink = NO_SINK;
  #window!: TimeWindow;
  #scopeHints: LayerHints = 0;
  #resourceBytes = 0;
  #scopeBytes = 0;
  readonly #budget = new RequestBudget();

  begin(sink: EventSink, scope: BinScope, source: Buffer, nowMs: number): void {
    this.#sink = sink;
    this.#window = new TimeWindow(scope, nowMs);
    this.rejections = new Rejections();
    this.accepted = 0;
    this.#budget.begin();
    this.setSource(source);
  }

  /** After each request, whether it could be decoded or not. */
  end(): void {
    this.release();
    this.#sink = NO_SINK;
  }

  beginResource(): void {
    this.#budget.addPart();
    this.resource.begin(this.row.resource);
    this.#resourceBytes = 0;
  }

  /** Counts what the resource adds to each of its events. */
  addResourceBytes(bytes: number): void {
    this.#resourceBytes += bytes;
  }

  endResource(): void {
    this.resource.addCount(DROPPED_ATTRIBUTES, this.resource.dropped);
    this.resource.finish(SpanKind.unspecified);
    this.row.service = this.#serviceName(this.row.resource);
  }

  /** @param bytes what the scope's attributes add to each of its events */
  beginScope(name: string, version: string, bytes: number): void {
    this.#budget.addPart();
    this.row.scopeName = name;
    this.row.scopeVersion = version;
    this.#scopeHints = name === '' ? 0 : layerHintsOfScope(name);
    this.#scopeBytes = bytes;
  }

  beginEvent(): void {
    this.#budget.addRow(this.#resourceBytes, this.#scopeBytes);
    this.clear();
  }

  /** Gives the row to the sink, or counts why not. */
  finishSpan(): void {
    const row = this.row;
    row.type = EventType.span;
    row.name = this.name.text;
    const objection = this.#objectionToIds() ?? this.#objectionToTimes();
    if (objection !== undefined) {
      this.rejections.add(objection, row.name);
      return;
    }
    row.entry = row.kind === SpanKind.server || row.kind === SpanKind.consumer || this.parentIdBytes === 0;
    this.#finish();
    row.layer = layerOf(row.kind, this.attributes.hints | this.name.hints | this.#scopeHints);
    this.#append();
  }

  /** @param observedLow time at which the log was collected, used where the log has none of its own */
  finishLog(observedLow: number, observedHigh: number): void {
    const row = this.row;
    // OpenTelemetry's events are log records with a name.
    row.type = this.name.text === '' ? EventType.log : EventType.event;
    row.name =
      this.name.text === '' ? cutText(this.attributes.eventName, LIMITS.maxNameBytes) : this.name.text;
    if (row.timeLow === 0 && row.timeHigh === 0) {
      row.timeLow = observedLow;
      row.timeHigh = observedHigh;
    }
    if (row.timeLow === 0 && row.timeHigh === 0) {
      row.timeLow = this.#window.nowLow;
      row.timeHigh = this.#window.nowHigh;
    }
    if (this.traceIdBytes === 0) row.traceId.fill(0);
    if (this.spanIdBytes === 0) row.spanId.fill(0);
    row.parentSpanId.fill(0);
    const objection =
      (this.traceIdBytes !== 0 && this.traceIdBytes !== 16
        ? 'trace id is not 16 bytes'
        : this.spanIdBytes !== 0 && this.spanIdBytes !== 8
          ? 'span id is not 8 bytes'
          : undefined) ?? this.#window.objection(row.timeLow, row.timeHigh);
    if (objection !== undefined) {
      this.rejections.add(objection, row.name);
      return;
    }
    row.entry = false;
    this.#finish();
    row.layer = layerOf(SpanKind.unspecified, 0);
    this.#append();
  }

  #finish(): void {
    const attributes = this.attributes;
    attributes.addCount(DROPPED_ATTRIBUTES, this.droppedAttributes + attributes.dropped);
    attributes.addCount(DROPPED_EVENTS, this.droppedEvents);
    attributes.addCount(DROPPED_LINKS, this.droppedLinks);
    attributes.finish(this.row.kind);
    this.row.sampleRate = this.#sampleRate();
  }

  #append(): void {
    this.#sink.append(this.row);
    this.accepted++;
  }

  #objectionToIds(): string | undefined {
    const row = this.row;
    if (this.traceIdBytes !== 16 || isZero(row.traceId))
      return 'trace id is not 16 bytes with one that is not zero';
    if (this.spanIdBytes !== 8 || isZero(row.spanId))
      return 'span id is not 8 bytes with one that is not zero';
    if (this.parentIdBytes === 0) row.parentSpanId.fill(0);
    else if (this.parentIdBytes !== 8) return 'parent span id is not 8 bytes';
    else if (isZero(row.parentSpanId)) this.parentIdBytes = 0;
    return undefined;
  }

  #objectionToTimes(): string | undefined {
    const row = this.row;
    const objection = this.#window.objection(row.timeLow, row.timeHigh);
    if (objection !== undefined) return objection;
    if (this.endLow === 0 && this.endHigh === 0) return 'no end time is set';
    if (compareUnsigned(this.endLow, this.endHigh, row.timeLow, row.timeHigh) < 0)
      return 'ends before it starts';
    if (this.#window.isTooLate(this.endLow, this.endHigh)) return 'end is more than 1 day in the future';
    row.duration =
      unsignedToNumber(0, this.endHigh) -
      unsignedToNumber(0, row.timeHigh) +
      ((this.endLow >>> 0) - (row.timeLow >>> 0));
    return row.duration > LIMITS.maxDurationNanos ? 'lasts longer than 104 days' : undefined;
  }

  #sampleRate(): number {
    const said = this.attributes.sampleRate;
    // Below 1 it is no count but somebody's probability or percentage.
    if (said >= 1 && said <= MAX_SAMPLE_RATE) return said;
    const slot = this.row.traceState;
    if (slot.start === -1) return slot.text === '' ? 1 : sampleRateOfTraceState(slot.text);
    return slot.start === slot.end
      ? 1
      : sampleRateOfTraceState(this.source.toString('latin1', slot.start, slot.end));
  }

  #serviceName(resource: AttributeList): string {
    const index = resource.indexOf('service.name');
    if (index === -1 || resource.types[index] !== AttributeType.string) return UNKNOWN_SERVICE;
    const start = resource.starts[index]!;
    const name =
      start === -1
        ? cutText(resource.texts[index] ?? '', LIMITS.maxNameBytes)
        : this.textOf(start, resource.ends[index]!);
    return name === '' ? UNKNOWN_SERVICE : name;
  }
}

function isZero(id: Uint8Array): boolean {
  for (let index = 0; index < id.length; index++) if (id[index] !== 0) return false;
  return true;
}
