import { TRANSACTION_SUM } from '../../derive/sums/sum-queries.ts';
import type { Engine } from '../../store/engine/engine.ts';
import { BoundValues } from '../bound-values.ts';
import type { CoveredRange } from './sums/cover-range.ts';
import { summed } from './sums/summed.ts';

/**
 * The environment that is asked for, where some transaction of the range ran in another one. Mostly a bin has one alone:
 * then nothing is left out, and what knows its environment only by its transaction (statements, hosts, findings) need not be
 * held against a million of those: 10 ms of CPU instead of seconds.
 */
export async function narrowingEnvironment(
  engine: Engine,
  covered: CoveredRange,
  environment: string | undefined,
): Promise<string | undefined> {
  if (environment === undefined) return undefined;
  const bound = new BoundValues();
  const { columns, rows } = await engine.query(
    `SELECT DISTINCT toString(environment) AS ran
     FROM ${summed(TRANSACTION_SUM, covered, ['environment'], [], bound)}
     LIMIT 2`,
    bound.params,
  );
  return rows === 1 && columns.ran![0] === environment ? undefined : environment;
}
