import { BadRequestError } from '../../../errors.ts';
import type { BoundValues } from '../../bound-values.ts';
import type { TimeRange } from '../../time-range.ts';
import { derivedTimeCondition } from '../derived-time-condition.ts';

export interface ErrorScope {
  bin: string;
  range: TimeRange;
  service: string | undefined;
  environment: string | undefined;
  transaction: string | undefined;
  /** 16 hex digits. */
  group: string | undefined;
}

/** A condition on rows of `errors`. */
export function errorCondition(scope: ErrorScope, bound: BoundValues): string {
  const { bin, range, service, environment, transaction, group } = scope;
  const where = [`bin = ${bound.add('String', bin)}`, derivedTimeCondition(range, bound)];
  if (group !== undefined) where.push(`group = ${bound.add('UInt64', BigInt(`0x${group}`).toString())}`);
  if (service !== undefined) where.push(`service = ${bound.add('String', service)}`);
  if (transaction !== undefined) where.push(`transaction = ${bound.add('String', transaction)}`);
  if (environment !== undefined) {
    // An error stands at its own span, not at that of its transaction: the trace and the service tell which it is.
    where.push(
      `(trace_id, service) IN (SELECT trace_id, service FROM transactions
         WHERE bin = ${bound.add('String', bin)} AND ${traceTimeCondition(range, bound)}
           AND environment = ${bound.add('String', environment)})`,
    );
  }
  return where.join(' AND ');
}

/** A transaction begins before the errors in it. */
const LONGEST_NANOS = 3_600_000_000_000n;
const traceTimeCondition = (range: TimeRange, bound: BoundValues): string =>
  derivedTimeCondition(
    { ...range, from: range.from > LONGEST_NANOS ? range.from - LONGEST_NANOS : 0n },
    bound,
  );

/** @throws BadRequestError `bad-group` */
export function parseGroup(text: string): string {
  if (/^[0-9a-f]{16}$/i.test(text)) return text.toLowerCase();
  throw new BadRequestError('bad-group', 'A group of errors has 16 hex digits.', {
    hint: 'GET /api/bins/:bin/errors names the groups.',
  });
}
