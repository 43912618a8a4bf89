import { ATTRIBUTE_RULES, type AttributeRule, type LayerHints, layerHintsOfAttribute } from '@tracebin/model';
import { ByteCache } from '../intern/byte-cache.ts';
import { CUT_ATTRIBUTE, DROPPED_ATTRIBUTES, DROPPED_EVENTS, DROPPED_LINKS } from '../limits.ts';

/** What is read from an attribute's value while it passes. */
export const KeyRole = { none: 0, dbSystem: 1, messagingOperation: 2, sampleRate: 3, eventName: 4 } as const;
export type KeyRole = (typeof KeyRole)[keyof typeof KeyRole];

const ROLES: ReadonlyMap<string, KeyRole> = new Map<string, KeyRole>([
  ['db.system', KeyRole.dbSystem],
  ['db.system.name', KeyRole.dbSystem],
  ['messaging.operation', KeyRole.messagingOperation],
  ['messaging.operation.type', KeyRole.messagingOperation],
  ['sampleRate', KeyRole.sampleRate],
  ['SampleRate', KeyRole.sampleRate],
  ['event.name', KeyRole.eventName],
]);

/** An attribute's name with all that is decided from the name alone, decided once. */
export class AttributeKey {
  readonly text: string;
  readonly rule: AttributeRule | undefined;
  readonly role: KeyRole;
  readonly hints: LayerHints;
  /** Number of the attribute list that had this key last. */
  seenIn = 0;

  constructor(text: string) {
    this.text = text;
    this.rule = ATTRIBUTE_RULES.get(text);
    this.role = ROLES.get(text) ?? KeyRole.none;
    this.hints = layerHintsOfAttribute(text);
  }
}

const DROPPED = [DROPPED_ATTRIBUTES, DROPPED_EVENTS, DROPPED_LINKS];
const SLOTS = 4_096;
const SLOT_BYTES = 64;
const MAX_TEXTS = 4_096;

/**
 * All keys a decoder meets, within fixed memory. Within one list a key is always the same object, so that `seenIn`
 * finds every doubled one: names that rules read or write are objects for good, the others live in the
 * direct-mapped cache or in `#texts`, into which a key that loses its slot in the middle of a list is saved.
 */
export class KeyTable {
  readonly #known = new Map<string, AttributeKey>();
  readonly #texts = new Map<string, AttributeKey>();
  readonly #cache: ByteCache<AttributeKey>;
  #list = 0;

  constructor() {
    const names = new Set([...ATTRIBUTE_RULES.keys(), ...ROLES.keys(), CUT_ATTRIBUTE, ...DROPPED]);
    for (const rule of ATTRIBUTE_RULES.values()) for (const name of rule.to) names.add(name);
    for (const name of names) this.#known.set(name, new AttributeKey(name));
    this.#cache = new ByteCache(SLOTS, SLOT_BYTES, (text, evicted) => {
      if (evicted !== undefined && evicted.seenIn === this.#list) this.#texts.set(evicted.text, evicted);
      return this.ofText(text);
    });
  }

  /** Begins a list of attributes, in which every key counts once; returns its number. */
  beginList(): number {
    if (this.#texts.size > MAX_TEXTS) this.#texts.clear();
    return ++this.#list;
  }

  /** A list is filled by `ofBytes` or by `ofText`; only known names (rules, roles) may come from both. */
  ofBytes(source: Buffer, start: number, end: number): AttributeKey {
    return this.#cache.get(source, start, end);
  }

  ofText(text: string): AttributeKey {
    const known = this.#known.get(text) ?? this.#texts.get(text);
    if (known !== undefined) return known;
    const key = new AttributeKey(text);
    this.#texts.set(text, key);
    return key;
  }
}
