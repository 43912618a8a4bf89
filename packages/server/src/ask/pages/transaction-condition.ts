import type { TransactionGroup } from '@tracebin/model';
import type { BoundValues } from '../bound-values.ts';
import type { TimeRange } from '../time-range.ts';
import { derivedTimeCondition } from './derived-time-condition.ts';

export interface TransactionScope {
  bin: string;
  range: TimeRange;
  /** Undefined for all. */
  group: TransactionGroup | undefined;
  service: string | undefined;
  environment: string | undefined;
}

/** Kinds of `transactions`: 0 request, 1 job or consumer, 2 any other root. */
const KINDS: Record<TransactionGroup, string> = { endpoints: 'kind = 0', jobs: 'kind IN (1, 2)' };

/** A condition on rows of `transactions`. */
export function transactionCondition(scope: TransactionScope, bound: BoundValues): string {
  const { bin, range } = scope;
  return [
    `bin = ${bound.add('String', bin)}`,
    derivedTimeCondition(range, bound),
    ...transactionFilters(scope, bound),
  ].join(' AND ');
}

/** Which of them, in the bin and the range; rows and sums alike. */
export function transactionFilters(
  { group, service, environment }: Pick<TransactionScope, 'group' | 'service' | 'environment'>,
  bound: BoundValues,
): string[] {
  return [
    ...(group === undefined ? [] : [KINDS[group]]),
    ...(service === undefined ? [] : [`service = ${bound.add('String', service)}`]),
    ...(environment === undefined ? [] : [`environment = ${bound.add('String', environment)}`]),
  ];
}
