import { OPERATION_SUM } from '../../../derive/sums/sum-queries.ts';
import type { Engine } from '../../../store/engine/engine.ts';
import { BoundValues } from '../../bound-values.ts';
import type { CoveredRange } from '../sums/cover-range.ts';
import { summed } from '../sums/summed.ts';
import { type QueryScope, queryFilters } from './query-scope.ts';

const MAX_ASKERS = 500;

/** Services that ask a statement, whichever the scope is narrowed to: its filter offers them. */
export async function queryAskers(
  engine: Engine,
  scope: QueryScope,
  covered: CoveredRange,
): Promise<{ found: string[]; readRows: number }> {
  const bound = new BoundValues();
  const anyone = { ...scope, service: undefined, environment: undefined };
  const { columns, readRows } = await engine.query(
    `SELECT arraySort(groupUniqArray(${MAX_ASKERS})(toString(service))) AS askers
     FROM ${summed(OPERATION_SUM, covered, ['service'], queryFilters(anyone, bound), bound)}`,
    bound.params,
  );
  return { found: columns.askers![0] as string[], readRows };
}
