import { LAYER_NAMES, type LayerName, type Nanoseconds } from '@tracebin/model';
import type { Engine } from '../../../store/engine/engine.ts';
import { BoundValues } from '../../bound-values.ts';
import { fromRoughDuration, roughDuration } from '../rough-duration.ts';
import { type TransactionScope, transactionCondition } from '../transaction-condition.ts';
import { transactionKey } from '../transaction-key.ts';
import { type Distribution, quantileStep } from './rank-test.ts';
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
       groupArray(step) AS steps, groupArray(weight) AS weights,
       sum(weight) AS hits, sum(squared) AS squares, sum(spent) AS total, sum(failed) AS failures,
       ${LAYER_NAMES.map((layer) => `sum(of_${layer}) AS layer_${layer}`).join(', ')}
     FROM (
       SELECT service, name, toUInt32(intDiv(${roughDuration('duration')}, ${MERGED_STEPS})) AS step,
         sum(sample_rate) AS weight, sum(sample_rate * sample_rate) AS squared,
         sum(duration * sample_rate) AS spent, sumIf(sample_rate, error) AS failed,
         ${LAYER_NAMES.map((layer) => `sum(${layer} * sample_rate) AS of_${layer}`).join(', ')}
       FROM transactions
       WHERE ${where.join(' AND ')}
       GROUP BY service, name, step
     )
     GROUP BY service, name
     ORDER BY total DESC, of_service, of_name
     LIMIT ${MAX_COMPARED}`,
    bound.params,
  );
  const found = new Map<string, SideRow>();
  for (let row = 0; row < rows; row++) {
    const value = <Value>(name: string): Value => columns[name]![row] as Value;
    const hits = value<number>('hits');
    const { steps, weights } = sorted(value('steps'), value('weights'));
    const distribution: Distribution = { steps, weights, effective: hits ** 2 / value<number>('squares') };
    const failed = value<number>('failures');
    const [service, name] = [value<string>('of_service'), value<string>('of_name')];
    found.set(transactionKey(service, name), {
      service,
      name,
      hits,
      mean: value<number>('total') / hits,
      median: durationOf(quantileStep(distribution, 0.5)),
      p95: durationOf(quantileStep(distribution, 0.95)),
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

/** The engine groups in parallel: steps come in any order. */
function sorted(
  steps: readonly number[],
  weights: readonly number[],
): { steps: number[]; weights: number[] } {
  const order = steps.map((_, index) => index).sort((a, b) => steps[a]! - steps[b]!);
  return { steps: order.map((index) => steps[index]!), weights: order.map((index) => weights[index]!) };
}

/** Nanoseconds in the middle of a merged step. */
const durationOf = (step: number): Nanoseconds =>
  Math.round(
    (fromRoughDuration(step * MERGED_STEPS) + fromRoughDuration(step * MERGED_STEPS + MERGED_STEPS - 1)) / 2,
  );
