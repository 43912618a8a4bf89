import {
  type Field,
  type FieldsAnswer,
  LAYER_NAMES,
  SPAN_KIND_NAMES,
  STATUS_CODE_NAMES,
} from '@tracebin/model';
import type { BinScope } from '../receive/ingest.ts';
import { type CataloguedField, type FieldCatalogue, readFields } from '../store/catalogue/index.ts';
import type { Engine } from '../store/engine/engine.ts';
import { isoTime } from './iso-time.ts';

const MAX_FIELDS = 1_000;
/** Columns whose values are known beforehand; `service` and `name` are learned like attributes. */
const FIXED_COLUMNS: { name: string; examples: readonly string[] }[] = [
  { name: 'kind', examples: SPAN_KIND_NAMES },
  { name: 'status', examples: STATUS_CODE_NAMES },
  { name: 'layer', examples: LAYER_NAMES },
];

/**
 * The fields of a bin whose name contains the prefix at its start or at the start of one of its words: those that
 * begin with it first, then the latest. `method` finds `http.request.method`.
 *
 * @param catalogue what this process has seen and not yet written; without it the answer lags some minutes
 */
export async function listFields(
  engine: Engine,
  bin: BinScope,
  { prefix = '' }: { prefix?: string | undefined } = {},
  catalogue?: FieldCatalogue,
): Promise<FieldsAnswer> {
  const known = await knownFields(engine, bin, catalogue);
  const wanted = prefix.trim().toLowerCase();
  const matching = [...known.values()]
    .map((field) => ({ field, rank: matchRank(field.name.toLowerCase(), wanted) }))
    .filter(({ rank }) => rank > 0)
    .sort((a, b) => b.rank - a.rank || b.field.lastSeenMs - a.field.lastSeenMs || compare(a.field, b.field));
  return {
    fields: matching.slice(0, MAX_FIELDS).map(({ field }) => answerOf(field)),
    truncated: matching.length > MAX_FIELDS || (catalogue?.isTruncated(bin.bin) ?? false),
  };
}

/** Fields from the store and from memory, newer over older. */
export async function knownFields(
  engine: Engine,
  { bin, retentionHours }: BinScope,
  catalogue?: FieldCatalogue,
): Promise<Map<string, CataloguedField>> {
  const known = new Map<string, CataloguedField>();
  const stored = await readFields(engine, { bin });
  for (const field of [...stored, ...(catalogue?.fields(bin) ?? [])]) {
    const key = `${field.source} ${field.type} ${field.name}`;
    const before = known.get(key);
    if (before === undefined || before.lastSeenMs <= field.lastSeenMs) known.set(key, field);
  }
  let latestMs = 0;
  for (const { lastSeenMs } of known.values()) latestMs = Math.max(latestMs, lastSeenMs);
  // What was last seen before anything that the bin still keeps has no events left.
  const oldestMs = latestMs - retentionHours * 3_600_000;
  for (const [key, { lastSeenMs }] of known) if (lastSeenMs < oldestMs) known.delete(key);
  if (known.size === 0) return known;
  for (const { name, examples } of FIXED_COLUMNS) {
    const field: CataloguedField = {
      name,
      type: 'string',
      source: 'column',
      lastSeenMs: latestMs,
      examples: [...examples],
    };
    known.set(`column string ${name}`, field);
  }
  return known;
}

function matchRank(name: string, prefix: string): number {
  if (prefix === '' || name.startsWith(prefix)) return 2;
  for (let at = name.indexOf(prefix); at !== -1; at = name.indexOf(prefix, at + 1)) {
    if (/[._\-/:]/.test(name[at - 1]!)) return 1;
  }
  return 0;
}

function compare(a: CataloguedField, b: CataloguedField): number {
  return a.name < b.name ? -1 : a.name > b.name ? 1 : a.type < b.type ? -1 : 1;
}

function answerOf({ name, type, source, lastSeenMs, examples }: CataloguedField): Field {
  return { name, type, source, lastSeen: isoTime(BigInt(Math.trunc(lastSeenMs)) * 1_000_000n), examples };
}
