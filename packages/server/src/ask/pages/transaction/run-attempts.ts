import type { RunAttempts } from '@tracebin/model';
import type { Engine } from '../../../store/engine/engine.ts';
import { BoundValues } from '../../bound-values.ts';
import { type DetailScope, detailCondition } from './detail-scope.ts';

/** Later ones are counted with it: what tries for days would fill a page. */
const LAST_APART = 10;

/** How many runs of a job were its work's first attempt, second and so on. Sums know only how many were not the first. */
export async function runAttempts(
  engine: Engine,
  scope: DetailScope,
): Promise<{ attempts: RunAttempts; readRows: number }> {
  const bound = new BoundValues();
  const { columns, rows, readRows } = await engine.query(
    `SELECT least(attempts, ${LAST_APART}) AS attempt, sum(sample_rate) AS runs, sumIf(sample_rate, error) AS failures
     FROM transactions
     WHERE ${detailCondition(scope, bound)} AND kind IN (1, 2)
     GROUP BY attempt
     ORDER BY attempt = 0, attempt`,
    bound.params,
  );
  const isSaid = rows > 0 && columns.attempt![0] !== 0;
  const column = (name: keyof RunAttempts): number[] => (isSaid ? (columns[name] as number[]) : []);
  return {
    attempts: { attempt: column('attempt'), runs: column('runs'), failures: column('failures') },
    readRows,
  };
}
