import { Layer, type QueryLayer } from '@tracebin/model';
import { BadRequestError } from '../../../errors.ts';
import type { BoundValues } from '../../bound-values.ts';
import type { TimeRange } from '../../time-range.ts';
import { derivedTimeCondition } from '../derived-time-condition.ts';

export interface QueryScope {
  bin: string;
  range: TimeRange;
  /** Undefined for both. */
  layer: QueryLayer | undefined;
  service: string | undefined;
  environment: string | undefined;
  transaction: string | undefined;
  /** 16 hex digits. */
  fingerprint: string | undefined;
}

/** A condition on rows of `operations`, in the order of its sort key. */
export function queryCondition(scope: QueryScope, bound: BoundValues): string {
  const { bin, range } = scope;
  return [
    `bin = ${bound.add('String', bin)}`,
    derivedTimeCondition(range, bound),
    ...queryFilters(scope, bound),
  ].join(' AND ');
}

/** Which of them, in the bin and the range; rows and sums alike. */
export function queryFilters(scope: QueryScope, bound: BoundValues): string[] {
  const { layer, service, environment, transaction, fingerprint } = scope;
  const layers = layer === undefined ? [Layer.db, Layer.cache] : [Layer[layer]];
  return [
    `layer IN (${layers.join(', ')})`,
    ...(fingerprint === undefined ? [] : [`fingerprint = ${bound.add('UInt64', hashOf(fingerprint))}`]),
    ...(service === undefined ? [] : [`service = ${bound.add('String', service)}`]),
    ...(transaction === undefined ? [] : [`transaction = ${bound.add('String', transaction)}`]),
    ...(environment === undefined ? [] : [`environment = ${bound.add('String', environment)}`]),
  ];
}

export const hashOf = (hex: string): string => BigInt(`0x${hex}`).toString();

/** SQL of a 64-bit hash as 16 hex digits. */
export const hexOf = (column: string): string => `lower(leftPad(hex(${column}), 16, '0'))`;

/** @throws BadRequestError `bad-fingerprint` */
export function parseFingerprint(text: string): string {
  if (/^[0-9a-f]{16}$/i.test(text)) return text.toLowerCase();
  throw new BadRequestError('bad-fingerprint', 'A fingerprint has 16 hex digits.', {
    hint: 'GET /api/bins/:bin/queries names the fingerprints of all statements.',
  });
}
