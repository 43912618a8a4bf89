import type { FieldValuesAnswer } from '@tracebin/model';
import type { BinScope } from '../receive/ingest.ts';
import type { CataloguedField, FieldCatalogue } from '../store/catalogue/index.ts';
import type { Engine } from '../store/engine/engine.ts';
import { BoundValues } from './bound-values.ts';
import { eventTimeCondition } from './event-time-condition.ts';
import { knownFields } from './fields.ts';

const MAX_VALUES = 20;
/** Of the bin's latest events; enough for what a person has just seen on a page, and read in some 20 ms. */
const MAX_ROWS_LOOKED_AT = 200_000;
const LOOK_BACK_NANOS = 24n * 3_600_000_000_000n;

/**
 * Values of a field that begin with the prefix, in any case: frequent ones first, from the catalogue, and where that
 * has few, from the latest events.
 */
export async function listFieldValues(
  engine: Engine,
  bin: BinScope,
  { name, prefix = '' }: { name: string; prefix?: string | undefined },
  catalogue?: FieldCatalogue,
  nowMs = Date.now(),
): Promise<FieldValuesAnswer> {
  const fields = [...(await knownFields(engine, bin, catalogue)).values()].filter(
    (field) => field.name === name,
  );
  const wanted = prefix.toLowerCase();
  const values = new Set<string>();
  for (const { examples } of fields) {
    for (const value of examples) if (value.toLowerCase().startsWith(wanted)) values.add(value);
  }
  const texts = fields.map(textColumn).filter((column) => column !== undefined);
  if (prefix !== '' && values.size < MAX_VALUES && texts.length > 0) {
    const bound = new BoundValues();
    const fieldName = bound.add('String', name);
    const found = await engine.query(
      `SELECT value, count() AS uses
       FROM (
         SELECT arrayJoin([${texts.map((text) => text(fieldName)).join(', ')}]) AS value
         FROM events
         WHERE bin = ${bound.add('String', bin.bin)}
           AND ${eventTimeCondition(BigInt(Math.trunc(nowMs)) * 1_000_000n - LOOK_BACK_NANOS, undefined, bound)}
         ORDER BY time DESC
         LIMIT ${MAX_ROWS_LOOKED_AT}
       )
       WHERE value != '' AND length(value) <= 128 AND startsWith(lowerUTF8(value), ${bound.add('String', wanted)})
       GROUP BY value
       ORDER BY uses DESC, value
       LIMIT ${MAX_VALUES}`,
      bound.params,
    );
    for (const value of found.columns.value as string[]) values.add(value);
  }
  return { values: [...values].slice(0, MAX_VALUES) };
}

/** Where the text of such a field stands; numbers and booleans are not completed. */
function textColumn({ source, type, name }: CataloguedField): ((name: string) => string) | undefined {
  if (source === 'column')
    return name === 'service' || name === 'name' ? () => `toString(${name})` : undefined;
  if (source === 'resource') return (bound) => `resource[${bound}]`;
  return type === 'string' ? (bound) => `strings[${bound}]` : undefined;
}
