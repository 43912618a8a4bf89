import type { Engine } from '../../store/engine/engine.ts';
import { BoundValues } from '../bound-values.ts';
import type { TimeRange } from '../time-range.ts';
import { transactionCondition } from './transaction-condition.ts';

const MAX_CHOICES = 2000;

export interface Choices {
  services: string[];
  environments: string[];
}

/** What the filters of a page offer: every service and environment in which something ran. */
export async function readChoices(
  engine: Engine,
  { bin, range, group }: { bin: string; range: TimeRange; group?: 'endpoints' | 'jobs' | undefined },
): Promise<{ values: Choices; readRows: number }> {
  const bound = new BoundValues();
  const everything = { bin, range, group, service: undefined, environment: undefined };
  const { columns, readRows } = await engine.query(
    // Grouped by both it took half as long again.
    `SELECT toString(service) AS of_service, groupUniqArray(${MAX_CHOICES})(toString(environment)) AS ran_in
     FROM transactions WHERE ${transactionCondition(everything, bound)}
     GROUP BY service ORDER BY of_service LIMIT ${MAX_CHOICES}`,
    bound.params,
  );
  const sorted = (values: readonly string[]): string[] => [...new Set(values)].sort();
  const environments = sorted((columns.ran_in as string[][]).flat()).filter((each) => each !== '');
  return { values: { services: sorted(columns.of_service as string[]), environments }, readRows };
}
