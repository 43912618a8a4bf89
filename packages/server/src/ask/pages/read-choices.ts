import type { TransactionGroup } from '@tracebin/model';
import { TRANSACTION_SUM } from '../../derive/sums/sum-queries.ts';
import type { Engine } from '../../store/engine/engine.ts';
import { BoundValues } from '../bound-values.ts';
import type { CoveredRange } from './sums/cover-range.ts';
import { summed } from './sums/summed.ts';
import { transactionFilters } from './transaction-condition.ts';

const MAX_CHOICES = 2000;

export interface Choices {
  services: string[];
  environments: string[];
}

/** What the filters of a page offer: every service and environment in which something ran. */
export async function readChoices(
  engine: Engine,
  covered: CoveredRange,
  group?: TransactionGroup,
): Promise<{ values: Choices; readRows: number }> {
  const bound = new BoundValues();
  const filters = transactionFilters({ group, service: undefined, environment: undefined }, bound);
  const { columns, readRows } = await engine.query(
    // Grouped by both it took half as long again.
    `SELECT toString(service) AS of_service, groupUniqArray(${MAX_CHOICES})(toString(environment)) AS ran_in
     FROM ${summed(TRANSACTION_SUM, covered, ['service', 'environment'], filters, bound)}
     GROUP BY service ORDER BY of_service LIMIT ${MAX_CHOICES}`,
    bound.params,
  );
  const sorted = (values: readonly string[]): string[] => [...new Set(values)].sort();
  const environments = sorted((columns.ran_in as string[][]).flat()).filter((each) => each !== '');
  return { values: { services: sorted(columns.of_service as string[]), environments }, readRows };
}
