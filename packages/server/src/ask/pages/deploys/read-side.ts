import { LAYER_NAMES, type LayerName, type Nanoseconds } from '@tracebin/model';
import type { Engine } from '../../../store/engine/engine.ts';
import { BoundValues } from '../../bound-values.ts';
import { fromRoughDuration, roughDuration } from '../rough-duration.ts';
import { type TransactionScope, transactionCondition } from '../transaction-condition.ts';
import { WEIGHT } from '../transaction-figures.ts';
import { transactionKey } from '../transaction-key.ts';
import type { Distribution } from './rank-test.ts';
import type { ComparedSide } from './verdicts.ts';

/** Of each side, those that take most time. */
const MAX_COMPARED = 500;
/** Steps of 1 % or so: what the test calls a tie is nothing that anybody would call a difference. */
const MERGED_STEPS = 2;

export interface SideScope extends TransactionScope {
  version: string | undefined;
}

export interface SideRow extends ComparedSide {
  service: string;
  name: string;
  hits: number;
  mean: Nanoseconds;
  median: Nanoseconds;
  p95: Nanoseconds;
  errors: number;
  /** Means. */
  layers: Record<LayerName, Nanoseconds>;
}

/** How the transactions of one side ran, with their distributions. */
export async function readSide(
  engine: Engine,
  scope: SideScope,
): Promise<{ rows: Map<string, SideRow>; readRows: number }> {
  const bound = new BoundValues();
  const where = [transactionCondition(scope, bound)];
  if (scope.version !== undefined) where.push(`version = ${bound.add('String', scope.version)}`);
  const { columns, rows, readRows } = await engine.query(
    `SELECT toString(service) AS of_service, toString(name) AS of_name,
       sum(sample_rate) AS hits, sum(sample_rate * sample_rate) AS squares,
       sum(duration * sample_rate) AS total, sumIf(sample_rate, error) AS failed,
       quantilesExactWeighted(0.5, 0.95)(${roughDuration('duration')}, ${WEIGHT}) AS durations,
       sumMap([toUInt32(intDiv(${roughDuration('duration')}, ${MERGED_STEPS}))], [sample_rate]) AS spread,
       ${LAYER_NAMES.map((layer) => `sum(${layer} * sample_rate) AS layer_${layer}`).join(', ')}
     FROM transactions
     WHERE ${where.join(' AND ')}
     GROUP BY service, name
     ORDER BY total DESC, of_service, of_name
     LIMIT ${MAX_COMPARED}`,
    bound.params,
  );
  const found = new Map<string, SideRow>();
  for (let row = 0; row < rows; row++) {
    const value = <Value>(name: string): Value => columns[name]![row] as Value;
    const hits = value<number>('hits');
    const [median, p95] = value<(number | string)[]>('durations').map(Number) as [number, number];
    const [steps, weights] = value<[number[], number[]]>('spread');
    const distribution: Distribution = { steps, weights, effective: hits ** 2 / value<number>('squares') };
    const failed = value<number>('failed');
    const [service, name] = [value<string>('of_service'), value<string>('of_name')];
    found.set(transactionKey(service, name), {
      service,
      name,
      hits,
      mean: value<number>('total') / hits,
      median: fromRoughDuration(median),
      p95: fromRoughDuration(p95),
      errors: failed,
      errorShare: failed / hits,
      layers: Object.fromEntries(
        LAYER_NAMES.map((layer) => [layer, value<number>(`layer_${layer}`) / hits]),
      ) as SideRow['layers'],
      distribution,
    });
  }
  return { rows: found, readRows };
}
