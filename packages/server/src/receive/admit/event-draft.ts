import { EventRow, type SpanEventSlot, type SpanLinkSlot, type TextSlot } from '../event/event-row.ts';
import { ByteCache } from '../intern/byte-cache.ts';
import { LIMITS } from '../limits.ts';
import { KeyTable } from '../normalise/attribute-key.ts';
import { AttributeWriter } from '../normalise/attribute-writer.ts';
import { cutText, endOfCutText } from '../normalise/cut-text.ts';
import { EventName, NO_NAME } from './event-name.ts';

const NO_SOURCE = Buffer.alloc(0);
/** Slots of span events and links that stay after a request; few spans have more. */
const KEPT_SLOTS = 16;

/** What a decoder writes of an event: the row, within the bounds, and what is only needed to judge it. */
export abstract class EventDraft {
  readonly row = new EventRow();
  readonly keys = new KeyTable();
  readonly attributes = new AttributeWriter(this.keys);
  readonly resource = new AttributeWriter(this.keys);
  name: EventName = NO_NAME;
  /** Lengths of the ids as they came; -1 for a text that is no hex. */
  traceIdBytes = 0;
  spanIdBytes = 0;
  parentIdBytes = 0;
  endLow = 0;
  endHigh = 0;
  /** What the sender says it left out, and what was left out here. */
  droppedAttributes = 0;
  droppedEvents = 0;
  droppedLinks = 0;
  source: Buffer = NO_SOURCE;
  readonly #names = new ByteCache(8_192, 128, (text) => new EventName(text));
  readonly #texts = new ByteCache(1_024, 128, (text) => text);

  /** Makes the row that of an event of which nothing is known yet. */
  protected clear(): void {
    const row = this.row;
    row.timeLow = 0;
    row.timeHigh = 0;
    row.duration = 0;
    row.kind = 0;
    row.status = 0;
    row.severity = 0;
    row.severityText = '';
    row.flags = 0;
    row.eventCount = 0;
    row.linkCount = 0;
    clearText(row.statusMessage);
    clearText(row.traceState);
    clearText(row.body);
    this.name = NO_NAME;
    this.traceIdBytes = 0;
    this.spanIdBytes = 0;
    this.parentIdBytes = 0;
    this.endLow = 0;
    this.endHigh = 0;
    this.droppedAttributes = 0;
    this.droppedEvents = 0;
    this.droppedLinks = 0;
    this.attributes.begin(row.attributes);
  }

  /** A name in the source, cut at its bound. */
  nameOf(start: number, end: number): EventName {
    return this.#names.get(this.source, start, this.#endOfName(start, end));
  }

  /** A text of few different values in the source, cut at its bound. */
  textOf(start: number, end: number): string {
    return this.#texts.get(this.source, start, this.#endOfName(start, end));
  }

  setSlice(slot: TextSlot, field: string, start: number, end: number): void {
    slot.start = start;
    slot.end = end;
    if (end - start > LIMITS.maxTextBytes) {
      slot.end = endOfCutText(this.source, start, LIMITS.maxTextBytes);
      this.attributes.noteCut(field);
    }
  }

  setText(slot: TextSlot, field: string, text: string): void {
    slot.start = -1;
    slot.text = cutText(text, LIMITS.maxTextBytes);
    if (slot.text !== text) this.attributes.noteCut(field);
  }

  nextEventSlot(): SpanEventSlot {
    const row = this.row;
    const known = row.events[row.eventCount++];
    const slot = known ?? { timeLow: 0, timeHigh: 0, name: '', attributesJson: '{}' };
    if (known === undefined) {
      row.events.push(slot);
      return slot;
    }
    slot.timeLow = 0;
    slot.timeHigh = 0;
    slot.name = '';
    slot.attributesJson = '{}';
    return slot;
  }

  nextLinkSlot(): SpanLinkSlot {
    const row = this.row;
    const known = row.links[row.linkCount++];
    if (known !== undefined) {
      known.traceState = '';
      known.attributesJson = '{}';
      return known;
    }
    const slot = {
      traceId: new Uint8Array(16),
      spanId: new Uint8Array(8),
      traceState: '',
      attributesJson: '{}',
    };
    row.links.push(slot);
    return slot;
  }

  /** Takes back the link begun last, because it points nowhere, and counts it as left out. */
  dropLastLink(): void {
    this.row.linkCount--;
    this.droppedLinks++;
  }

  protected setSource(source: Buffer): void {
    this.source = source;
    this.row.source = source;
    this.attributes.source = source;
    this.resource.source = source;
  }

  /** Lets go of a request that is done: a body of 64 MiB must not stay until the next one comes. */
  protected release(): void {
    this.setSource(NO_SOURCE);
    this.row.events.length = Math.min(this.row.events.length, KEPT_SLOTS);
    this.row.links.length = Math.min(this.row.links.length, KEPT_SLOTS);
    this.row.attributes.texts.length = 0;
    this.row.resource.texts.length = 0;
    this.clear();
  }

  #endOfName(start: number, end: number): number {
    return end - start > LIMITS.maxNameBytes ? endOfCutText(this.source, start, LIMITS.maxNameBytes) : end;
  }
}

function clearText(slot: TextSlot): void {
  slot.start = -1;
  slot.text = '';
}
