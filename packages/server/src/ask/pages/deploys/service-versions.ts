import type { Engine } from '../../../store/engine/engine.ts';
import { BoundValues } from '../../bound-values.ts';
import type { TimeRange } from '../../time-range.ts';
import { transactionCondition } from '../transaction-condition.ts';

const MAX_VERSIONS = 200;

/** Versions of a service that ran, the one seen first is last. */
export async function serviceVersions(
  engine: Engine,
  { bin, service, range }: { bin: string; service: string; range: TimeRange },
): Promise<string[]> {
  const bound = new BoundValues();
  const scope = { bin, range, service, group: undefined, environment: undefined };
  const { columns } = await engine.query(
    `SELECT toString(version) AS of_version FROM transactions
     WHERE ${transactionCondition(scope, bound)} AND version != ''
     GROUP BY version ORDER BY min(time) DESC LIMIT ${MAX_VERSIONS}`,
    bound.params,
  );
  return columns.of_version as string[];
}
