/**
 * 64 bits that stand for the content of a whole request of logs or metric points. A single log line may rightly come
 * twice; the same lines with the same times in the same order, one request long, are a retry.
 */
import type { AttributeList } from '../../receive/event/attribute-list.ts';
import { AttributeType } from '../../receive/event/attribute-type.ts';
import type { EventRow, TextSlot } from '../../receive/event/event-row.ts';
import type { MetricPoint } from '../../receive/event/metric-point.ts';

export class BatchHash {
  #low = 0x2545f491;
  #high = 0x9e3779b9;

  constructor(bin: string) {
    this.#text(bin);
  }

  get low(): number {
    return this.#low >>> 0;
  }

  /** Never 0. */
  get high(): number {
    return this.#high >>> 0 || 1;
  }

  addRow(row: EventRow): void {
    this.#word(row.type);
    this.#word(row.timeLow);
    this.#word(row.timeHigh);
    this.#word(row.severity);
    this.#bytes(row.traceId, 0, 16);
    this.#bytes(row.spanId, 0, 8);
    this.#text(row.service);
    this.#text(row.name);
    this.#slot(row.source, row.body);
    this.#attributes(row.source, row.attributes);
    this.#attributes(row.source, row.resource);
  }

  addPoint(point: MetricPoint): void {
    this.#text(JSON.stringify(point, (_, value) => (typeof value === 'bigint' ? `${value}n` : value)));
  }

  #attributes(
    source: Uint8Array,
    { length, keys, types, texts, starts, ends, lows, highs, doubles }: AttributeList,
  ): void {
    this.#word(length);
    for (let index = 0; index < length; index++) {
      this.#text(keys[index] as string);
      const type = types[index] as number;
      this.#word(type);
      // Only the slot that belongs to the type holds the value; the others hold what was there before.
      if (type === AttributeType.string || type === AttributeType.json) {
        const start = starts[index] as number;
        if (start === -1) this.#text(texts[index] as string);
        else this.#bytes(source, start, ends[index] as number);
      } else if (type === AttributeType.double) this.#text(String(doubles[index]));
      else {
        this.#word(lows[index] as number);
        this.#word(type === AttributeType.int ? (highs[index] as number) : 0);
      }
    }
  }

  #slot(source: Uint8Array, slot: TextSlot): void {
    if (slot.start === -1) this.#text(slot.text);
    else this.#bytes(source, slot.start, slot.end);
  }

  #text(text: string): void {
    this.#word(text.length);
    for (let index = 0; index < text.length; index++) this.#word(text.charCodeAt(index));
  }

  #bytes(bytes: Uint8Array, start: number, end: number): void {
    this.#word(end - start);
    for (let index = start; index < end; index++) this.#word(bytes[index] as number);
  }

  #word(word: number): void {
    this.#low = Math.imul(this.#low ^ word, 0x85ebca6b);
    this.#low ^= this.#low >>> 15;
    this.#high = Math.imul((this.#high + word) | 0, 0xc2b2ae35) ^ this.#low;
    this.#high = (this.#high << 13) | (this.#high >>> 19);
  }
}
