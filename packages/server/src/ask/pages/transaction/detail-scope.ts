import type { TransactionDetailSearch } from '@tracebin/model';
import type { BinScope } from '../../../receive/ingest.ts';
import type { BoundValues } from '../../bound-values.ts';
import { type DurationFilter, parseDurationFilter } from '../../duration-filter.ts';
import { parseTimeRange, type TimeRange } from '../../time-range.ts';
import { derivedTimeCondition } from '../derived-time-condition.ts';

export interface DetailScope {
  bin: string;
  range: TimeRange;
  service: string;
  name: string;
  environment: string | undefined;
  version: string | undefined;
  duration: DurationFilter;
}

/** @throws BadRequestError `bad-time`, `bad-time-range`, `bad-duration` */
export function detailScope(
  { bin, retentionHours }: BinScope,
  search: TransactionDetailSearch,
  nowMs: number,
): DetailScope {
  return {
    bin,
    range: parseTimeRange(search, retentionHours, nowMs),
    service: search.service,
    name: search.name,
    environment: search.environment,
    version: search.version,
    duration: parseDurationFilter(search),
  };
}

/** A condition on rows of `transactions`. */
export function detailCondition(scope: DetailScope, bound: BoundValues): string {
  const { bin, range, service, name, environment, version, duration } = scope;
  const where = [
    `bin = ${bound.add('String', bin)}`,
    derivedTimeCondition(range, bound),
    `service = ${bound.add('String', service)}`,
    `name = ${bound.add('String', name)}`,
  ];
  if (environment !== undefined) where.push(`environment = ${bound.add('String', environment)}`);
  if (version !== undefined) where.push(`version = ${bound.add('String', version)}`);
  if (duration.min !== undefined) where.push(`duration >= ${bound.add('UInt64', String(duration.min))}`);
  if (duration.max !== undefined) where.push(`duration <= ${bound.add('UInt64', String(duration.max))}`);
  return where.join(' AND ');
}

/** To some of its requests, which only `transactions` tell apart: `operations` know no version or duration of theirs. */
export const isNarrowed = ({ version, duration }: DetailScope): boolean =>
  [version, duration.min, duration.max].some((each) => each !== undefined);

/** Conditions on rows that belong to such transactions, beside those on bin and time; on sums where it is not narrowed. */
export function ofTransactions(scope: DetailScope, bound: BoundValues): string[] {
  const where = [
    `service = ${bound.add('String', scope.service)}`,
    `transaction = ${bound.add('String', scope.name)}`,
  ];
  if (scope.environment !== undefined) where.push(`environment = ${bound.add('String', scope.environment)}`);
  if (isNarrowed(scope)) {
    where.push(
      `(trace_id, span_id) IN (SELECT trace_id, span_id FROM transactions WHERE ${detailCondition(scope, bound)})`,
    );
  }
  return where;
}
