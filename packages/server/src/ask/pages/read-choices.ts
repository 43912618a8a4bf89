import type { Engine } from '../../store/engine/engine.ts';
import { BoundValues } from '../bound-values.ts';
import type { TimeRange } from '../time-range.ts';
import { transactionCondition } from './transaction-condition.ts';

const MAX_CHOICES = 500;

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
    `SELECT arraySort(groupUniqArray(${MAX_CHOICES})(toString(service))) AS services,
       arraySort(groupUniqArrayIf(${MAX_CHOICES})(toString(environment), environment != '')) AS environments
     FROM transactions WHERE ${transactionCondition(everything, bound)}`,
    bound.params,
  );
  const values = {
    services: columns.services![0] as string[],
    environments: columns.environments![0] as string[],
  };
  return { values, readRows };
}
