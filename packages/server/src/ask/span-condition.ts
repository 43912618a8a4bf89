import { EventType, StatusCode, type TraceSearch } from '@tracebin/model';
import { BadRequestError } from '../errors.ts';
import { attributeCondition, parseAttributeFilter } from './attribute-condition.ts';
import type { BoundValues } from './bound-values.ts';
import type { TimeRange } from './time-range.ts';

const MAX_ATTRIBUTE_CONDITIONS = 20;

/**
 * Ends a query on `traces` that looks spans up in `events`. On a cluster both are sharded by trace id, so each shard
 * has the spans of its own traces; on a single node it changes nothing.
 */
export const SPANS_BESIDE_TRACES = `SETTINGS distributed_product_mode = 'local'`;

/**
 * The spans that a search is about, as a WHERE clause on `events`: of this bin, started in this range, and meeting
 * service, name, attributes and errors all at once.
 */
export function spanCondition(
  bin: string,
  range: TimeRange,
  search: TraceSearch,
  bound: BoundValues,
): string {
  const attributes = search.attribute ?? [];
  if (attributes.length > MAX_ATTRIBUTE_CONDITIONS) {
    throw new BadRequestError(
      'bad-attribute',
      `More than ${MAX_ATTRIBUTE_CONDITIONS} conditions on attributes.`,
      {
        hint: 'Leave some out.',
      },
    );
  }
  const where = [
    `bin = ${bound.add('String', bin)}`,
    `time >= ${bound.addTime(range.from)}`,
    `type = ${EventType.span}`,
  ];
  if (!range.isOpen) where.push(`time < ${bound.addTime(range.to)}`);
  if (isGiven(search.service)) where.push(`service = ${bound.add('String', search.service)}`);
  if (isGiven(search.name)) where.push(`name = ${bound.add('String', search.name)}`);
  if (search.errors === true) where.push(`status = ${StatusCode.error}`);
  for (const text of attributes) where.push(attributeCondition(parseAttributeFilter(text), bound));
  return where.join(' AND ');
}

/** True when any span will do, so that the table of traces alone can answer. */
export function isUnconditional(search: TraceSearch): boolean {
  return (
    !isGiven(search.service) &&
    !isGiven(search.name) &&
    search.errors !== true &&
    (search.attribute ?? []).length === 0
  );
}

function isGiven(text: string | undefined): text is string {
  return text !== undefined && text !== '';
}
