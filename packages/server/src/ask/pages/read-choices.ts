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
    `SELECT toString(service) AS of_service, toString(environment) AS of_environment
     FROM transactions WHERE ${transactionCondition(everything, bound)}
     GROUP BY service, environment ORDER BY of_service, of_environment LIMIT ${MAX_CHOICES}`,
    bound.params,
  );
  const of = (name: string): string[] => [...new Set((columns[name] ?? []) as string[])].sort();
  const environments = of('of_environment').filter((each) => each !== '');
  return { values: { services: of('of_service'), environments }, readRows };
}
