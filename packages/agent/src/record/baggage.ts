/** W3C Baggage: values that an app sends along with a trace, in the context under the key of `@opentelemetry/api`. */
import type { Baggage, BaggageEntry, Context } from '@opentelemetry/api';

const BAGGAGE_KEY = Symbol.for('OpenTelemetry Baggage Key');

/** What the specification lets a receiver refuse (W3C Baggage, 3.3.2). */
const MAX_LENGTH = 8_192;
const MAX_ENTRIES = 64;

class Entries implements Baggage {
  readonly #entries: ReadonlyMap<string, BaggageEntry>;

  constructor(entries: Iterable<[string, BaggageEntry]>) {
    this.#entries = new Map(entries);
  }

  getEntry(key: string): BaggageEntry | undefined {
    return this.#entries.get(key);
  }

  getAllEntries(): [string, BaggageEntry][] {
    return [...this.#entries];
  }

  setEntry(key: string, entry: BaggageEntry): Baggage {
    return new Entries([...this.#entries, [key, entry]]);
  }

  removeEntry(key: string): Baggage {
    return this.removeEntries(key);
  }

  removeEntries(...keys: string[]): Baggage {
    return new Entries([...this.#entries].filter(([key]) => !keys.includes(key)));
  }

  clear(): Baggage {
    return new Entries([]);
  }
}

/** The context with the baggage of a header; itself where there is none, or too much. */
export function withBaggage<C extends Context>(context: C, header: unknown): C {
  if (typeof header !== 'string' || header === '' || header.length > MAX_LENGTH) return context;
  const entries: [string, BaggageEntry][] = [];
  for (const member of header.split(',').slice(0, MAX_ENTRIES)) {
    const [pair = ''] = member.split(';');
    const at = pair.indexOf('=');
    const key = pair.slice(0, at).trim();
    if (at <= 0 || key === '') continue;
    try {
      entries.push([key, { value: decodeURIComponent(pair.slice(at + 1).trim()) }]);
    } catch {
      // Badly encoded: this one is left out.
    }
  }
  return entries.length === 0 ? context : (context.setValue(BAGGAGE_KEY, new Entries(entries)) as C);
}

/** `key=value,key=value`; undefined where the context has none. */
export function baggageHeader(context: Context): string | undefined {
  const baggage = context.getValue(BAGGAGE_KEY) as Baggage | undefined;
  if (baggage === undefined) return undefined;
  let header = '';
  for (const [key, { value }] of baggage.getAllEntries()) {
    const member = `${key}=${encodeURIComponent(value)}`;
    if (header.length + member.length >= MAX_LENGTH) break;
    header += header === '' ? member : `,${member}`;
  }
  return header === '' ? undefined : header;
}
