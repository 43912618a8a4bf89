/** Queries gathered by what they ask, with their time and the places in the code that caused them. */
import type { RecordedSpan } from '../record/span.ts';

export interface QueryGroup {
  text: string;
  /** `SELECT slots` */
  summary: string;
  count: number;
  totalMs: number;
  /** `src/api/week.ts:42` and how often; empty when no code of the app was on the stack. */
  places: Map<string, number>;
}

/** What a line of a terminal can show of a statement. */
const SHOWN_LENGTH = 160;

export class QueryGroups {
  readonly #groups = new Map<string, QueryGroup>();
  count = 0;

  /** Takes a span that is a query; does nothing with any other. */
  add(span: RecordedSpan): void {
    const summary = span.attribute('db.query.summary');
    if (typeof summary !== 'string') return;
    const text = String(span.attribute('db.query.text')).replace(/\s+/g, ' ').trim();
    let group = this.#groups.get(text);
    if (group === undefined) {
      group = { text, summary, count: 0, totalMs: 0, places: new Map() };
      this.#groups.set(text, group);
    }
    this.count++;
    group.count++;
    group.totalMs += span.endMs - span.startMs;
    const file = span.attribute('code.file.path');
    if (file === undefined) return;
    const place = `${String(file)}:${String(span.attribute('code.line.number'))}`;
    group.places.set(place, (group.places.get(place) ?? 0) + 1);
  }

  /** The most frequent first. */
  list(): QueryGroup[] {
    return [...this.#groups.values()].sort((a, b) => b.count - a.count);
  }
}

/** `51 x SELECT id FROM slots WHERE week_id = ? (312 ms) at src/api/week.ts:42` */
export function describeGroup({ count, text, totalMs, places }: QueryGroup): string {
  const shown = text.length > SHOWN_LENGTH ? `${text.slice(0, SHOWN_LENGTH)}...` : text;
  const at = [...places.keys()].slice(0, 3).join(', ');
  return `${count} x ${shown} (${Math.round(totalMs)} ms)${at ? ` at ${at}` : ''}`;
}
