import { type ComparedField, compareRank, type PairPart, type Selection } from '@tracebin/model';
import { formatRange } from '../../format/times.ts';
import { formatValue } from '../answer/format-value.ts';

/** A field, and those that divide the events in the same way. */
export interface RankedField {
  field: ComparedField;
  same: string[];
}

/**
 * The best first, fields that were set aside last. Of fields with the same counts only the first stands for itself: `name`
 * and `http.route` would otherwise say the same thing twice.
 */
export function rankedFields(fields: readonly ComparedField[]): RankedField[] {
  const ranked: RankedField[] = [];
  const standing = new Map<string, RankedField>();
  for (const field of fields.toSorted(compareRank)) {
    const twin =
      standing.get(field.sameAs ?? '') ??
      ranked.find((each) => each.field.sameAs === field.name) ??
      (field.sameAs === null ? undefined : ranked.find((each) => each.field.sameAs === field.sameAs));
    if (twin !== undefined) {
      twin.same.push(field.name);
      standing.set(field.name, twin);
      continue;
    }
    const entry = { field, same: [] };
    ranked.push(entry);
    standing.set(field.name, entry);
  }
  return ranked;
}

/** `+95.6 points` */
export function pointsText(difference: number): string {
  const points = Math.abs(difference * 100);
  return `${difference < 0 ? '−' : '+'}${points.toFixed(1)} points`;
}

/** `23 × likelier`, where the leading value is on both sides and much more on one. */
export function likelierText(field: ComparedField, selection: number, rest: number): string {
  if (field.values === null || !('value' in field.leading)) return '';
  const index = field.values.value.indexOf(field.leading.value);
  const inside = (field.values.selection[index] ?? 0) / Math.max(1, selection);
  const outside = (field.values.rest[index] ?? 0) / Math.max(1, rest);
  if (inside === 0 || outside === 0) return '';
  const times = inside / outside;
  if (times >= 1.5) return `${times.toFixed(times < 10 ? 1 : 0)} × likelier`;
  return times <= 0.67 ? `${(1 / times).toFixed(times > 0.1 ? 1 : 0)} × less likely` : '';
}

/** The run of a number's bins (or "missing") that differs most. */
export function leadingRun({ name, numbers, leading }: ComparedField): PairPart | undefined {
  if (numbers === null) return undefined;
  if (!('bin' in leading)) return { name, value: null };
  const [min, max] = [numbers.edges[leading.bin], numbers.edges[leading.to + 1]];
  return min === undefined || max === undefined ? undefined : { name, min, max, unit: numbers.unit };
}

/** `http.route = /login`, `db.rows 4,000 – 5,120`, `cache.key missing` */
export function partText(part: PairPart): string {
  if ('min' in part)
    return `${part.name} ${formatValue(part.min, part.unit)} – ${formatValue(part.max, part.unit)}`;
  return part.value === null ? `${part.name} missing` : `${part.name} = ${part.value}`;
}

/** A selection as people would say it: `14.0 s – 27.0 s, 09:14 – 14:18`. */
export function selectionWords(selection: Selection, unitOf: (column: string) => 'ns' | 'number'): string {
  const { from, to, range, group = [], filters = [], traceIds = [] } = selection;
  const words: string[] = [];
  for (const { column, value } of group) words.push(`${column} = ${value ?? '(missing)'}`);
  if (filters.length > 0) words.push(filters.map(filterWords).join(' and '));
  if (range !== undefined) {
    const unit = unitOf(range.column);
    const low = range.min === undefined ? '' : formatValue(range.min, unit);
    const high = range.max === undefined ? '' : formatValue(range.max, unit);
    words.push(
      high === '' ? `${range.column} from ${low}` : low === '' ? `below ${high}` : `${low} – ${high}`,
    );
  }
  if (from !== undefined && to !== undefined)
    words.push(formatRange(new Date(from), new Date(to), new Date()));
  if (traceIds.length > 0) words.push(`${traceIds.length} traces`);
  return words.join(', ');
}

function filterWords(condition: NonNullable<Selection['filters']>[number]): string {
  if (!('op' in condition)) return 'a condition';
  return `${condition.column} ${condition.op}${condition.value === undefined ? '' : ` ${String(condition.value)}`}`;
}
