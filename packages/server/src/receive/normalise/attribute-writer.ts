import {
  layerHintsOfDbSystem,
  layerHintsOfMessagingOperation,
  type PlainValue,
  type SpanKind,
} from '@tracebin/model';
import type { AttributeList } from '../event/attribute-list.ts';
import { AttributeType } from '../event/attribute-type.ts';
import { signedToNumber } from '../event/int64.ts';
import { ByteCache } from '../intern/byte-cache.ts';
import { CUT_ATTRIBUTE, LIMITS } from '../limits.ts';
import { type AttributeKey, KeyRole, type KeyTable } from './attribute-key.ts';
import { cutText, endOfCutText } from './cut-text.ts';

/**
 * Fills an `AttributeList` under the rules of the door: every key once (the first counts), at most so many, values
 * cut at their bound, older names doubled under the current ones by `finish`. Gathers on the way what the
 * event needs to know of its attributes, so that nothing has to be searched for afterwards.
 */
export class AttributeWriter {
  readonly keys: KeyTable;
  source: Buffer = Buffer.alloc(0);
  hints = 0;
  /** Attributes left out since `begin`. */
  dropped = 0;
  /** From `sampleRate` or `SampleRate`; 0 where there was none. */
  sampleRate = 0;
  /** From `event.name`. */
  eventName = '';
  #list!: AttributeList;
  #number = 0;
  #room = 0;
  readonly #renamed: AttributeKey[] = [];
  readonly #renamedAt: number[] = [];
  #renamedCount = 0;
  readonly #cut: string[] = [];
  readonly #dbSystems = new ByteCache(128, 64, (text) => layerHintsOfDbSystem(text));
  /** Values that rules look into: a few systems, hosts, versions. */
  readonly #texts = new ByteCache(1_024, 64, (text) => text);
  readonly #operations = new ByteCache(128, 64, (text) => layerHintsOfMessagingOperation(text));

  constructor(keys: KeyTable) {
    this.keys = keys;
  }

  begin(list: AttributeList): void {
    list.clear();
    this.#list = list;
    this.#number = this.keys.beginList();
    this.#room = LIMITS.maxAttributes;
    this.hints = 0;
    this.dropped = 0;
    this.sampleRate = 0;
    this.eventName = '';
    this.#renamedCount = 0;
    if (this.#cut.length > 0) this.#cut.length = 0;
  }

  /** False once the list is full: the next attribute need not even be looked at. Counts it as left out. */
  hasRoom(): boolean {
    if (this.#room > 0) return true;
    this.dropped++;
    return false;
  }

  drop(): void {
    this.dropped++;
  }

  /** Says in the row's `tracebin.cut` that a text of it is not complete. */
  noteCut(field: string): void {
    this.#cut.push(field);
  }

  /** A text in the source. */
  addSlice(key: AttributeKey, start: number, end: number): void {
    if (!this.#admit(key)) return;
    let kept = end;
    if (end - start > LIMITS.maxTextBytes) {
      kept = endOfCutText(this.source, start, LIMITS.maxTextBytes);
      this.#cut.push(key.text);
    }
    this.#list.addSlice(key.text, AttributeType.string, start, kept);
    if (key.role === KeyRole.none) return;
    if (key.role === KeyRole.dbSystem) this.hints |= this.#dbSystems.get(this.source, start, kept);
    else if (key.role === KeyRole.messagingOperation)
      this.hints |= this.#operations.get(this.source, start, kept);
    else this.#readText(key, this.source.toString('utf8', start, kept));
  }

  addText(key: AttributeKey, text: string): void {
    if (!this.#admit(key)) return;
    const kept = cutText(text, LIMITS.maxTextBytes);
    if (kept !== text) this.#cut.push(key.text);
    this.#list.addText(key.text, AttributeType.string, kept);
    if (key.role === KeyRole.dbSystem) this.hints |= layerHintsOfDbSystem(kept);
    else if (key.role === KeyRole.messagingOperation) this.hints |= layerHintsOfMessagingOperation(kept);
    else if (key.role !== KeyRole.none) this.#readText(key, kept);
  }

  addInt(key: AttributeKey, low: number, high: number): void {
    if (!this.#admit(key)) return;
    this.#list.addBits(key.text, AttributeType.int, low, high);
    if (key.role === KeyRole.sampleRate) this.sampleRate = signedToNumber(low, high);
  }

  addBool(key: AttributeKey, value: boolean): void {
    if (this.#admit(key)) this.#list.addBits(key.text, AttributeType.bool, value ? 1 : 0, 0);
  }

  addDouble(key: AttributeKey, value: number): void {
    if (!this.#admit(key)) return;
    this.#list.addDouble(key.text, AttributeType.double, value);
    if (key.role === KeyRole.sampleRate) this.sampleRate = value;
  }

  /** @param cut whether parts of the value were left out to keep it within bounds */
  addJson(key: AttributeKey, json: string, cut: boolean): void {
    if (!this.#admit(key)) return;
    if (cut) this.#cut.push(key.text);
    this.#list.addText(key.text, AttributeType.json, json);
  }

  /** Adds what follows from the attributes and what was cut. `kind` decides whose address `net.peer.*` is. */
  finish(kind: SpanKind): void {
    if (this.#renamedCount > 0) this.#addCurrentNames(kind);
    if (this.#cut.length > 0) this.#addOwn(CUT_ATTRIBUTE, JSON.stringify([...new Set(this.#cut)]));
  }

  /** A count that is worth an attribute only when there is something to count. */
  addCount(name: string, count: number): void {
    if (count > 0) this.#addDerived(name, count);
  }

  #admit(key: AttributeKey): boolean {
    if (key.seenIn === this.#number) return false;
    key.seenIn = this.#number;
    this.#room--;
    this.hints |= key.hints;
    if (key.rule !== undefined) {
      this.#renamed[this.#renamedCount] = key;
      this.#renamedAt[this.#renamedCount++] = this.#list.length;
    }
    return true;
  }

  #readText(key: AttributeKey, text: string): void {
    if (key.role === KeyRole.sampleRate) this.sampleRate = Number(text);
    else if (key.role === KeyRole.eventName) this.eventName = text;
  }

  #addCurrentNames(kind: SpanKind): void {
    this.#sortByRank();
    const list = this.#list;
    const sibling = (name: string) => this.#plainValue(list.indexOf(name));
    for (let index = 0; index < this.#renamedCount; index++) {
      const rule = this.#renamed[index]!.rule!;
      const at = this.#renamedAt[index]!;
      if (rule.renameTo !== undefined) {
        const key = this.keys.ofText(rule.renameTo(kind));
        if (key.seenIn === this.#number) continue;
        key.seenIn = this.#number;
        list.addCopy(key.text, at);
        continue;
      }
      const value = this.#plainValue(at);
      if (value === undefined) continue;
      for (const derived of rule.derive(value, kind, sibling)) this.#addDerived(derived.key, derived.value);
    }
  }

  /** A handful at most in an honest event; insertion keeps what is sorted already. */
  #sortByRank(): void {
    const keys = this.#renamed;
    const places = this.#renamedAt;
    for (let index = 1; index < this.#renamedCount; index++) {
      const key = keys[index]!;
      const place = places[index]!;
      let to = index;
      while (to > 0 && keys[to - 1]!.rule!.rank > key.rule!.rank) {
        keys[to] = keys[to - 1]!;
        places[to] = places[to - 1]!;
        to--;
      }
      keys[to] = key;
      places[to] = place;
    }
  }

  #addDerived(name: string, value: PlainValue): void {
    const key = this.keys.ofText(name);
    if (key.seenIn === this.#number) return;
    key.seenIn = this.#number;
    const list = this.#list;
    if (typeof value === 'string') list.addText(key.text, AttributeType.string, value);
    else if (typeof value === 'boolean') list.addBits(key.text, AttributeType.bool, value ? 1 : 0, 0);
    else if (Number.isSafeInteger(value)) {
      list.addBits(key.text, AttributeType.int, value | 0, Math.floor(value / 2 ** 32) | 0);
    } else list.addDouble(key.text, AttributeType.double, value);
  }

  #addOwn(name: string, json: string): void {
    const key = this.keys.ofText(name);
    if (key.seenIn === this.#number) return;
    key.seenIn = this.#number;
    this.#list.addText(key.text, AttributeType.json, json);
  }

  #plainValue(at: number): PlainValue | undefined {
    if (at === -1) return undefined;
    const list = this.#list;
    switch (list.types[at]) {
      case AttributeType.string:
        return list.starts[at] === -1
          ? list.texts[at]
          : this.#texts.get(this.source, list.starts[at]!, list.ends[at]!);
      case AttributeType.int: {
        const value = signedToNumber(list.lows[at]!, list.highs[at]!);
        return Number.isSafeInteger(value) ? value : undefined;
      }
      case AttributeType.double:
        return list.doubles[at];
      case AttributeType.bool:
        return list.lows[at] === 1;
      default:
        return undefined;
    }
  }
}
