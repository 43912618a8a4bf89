import type { Engine } from '../../../store/engine/engine.ts';
import { BoundValues } from '../../bound-values.ts';
import { type QueryScope, queryCondition } from './query-scope.ts';

const MAX_ASKERS = 500;

/** Services that ask a statement, whichever the scope is narrowed to: its filter offers them. */
export async function queryAskers(
  engine: Engine,
  scope: QueryScope,
): Promise<{ found: string[]; readRows: number }> {
  const bound = new BoundValues();
  const anyone = { ...scope, service: undefined, environment: undefined };
  const { columns, readRows } = await engine.query(
    `SELECT arraySort(groupUniqArray(${MAX_ASKERS})(toString(service))) AS askers
     FROM operations WHERE ${queryCondition(anyone, bound)}`,
    bound.params,
  );
  return { found: columns.askers![0] as string[], readRows };
}
