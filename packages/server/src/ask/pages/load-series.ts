import { LAYER_NAMES, type LoadSeries, type LoadSums } from '@tracebin/model';
import type { Engine } from '../../store/engine/engine.ts';
import { BoundValues } from '../bound-values.ts';
import type { StepPlan } from './step-plan.ts';

const SUMS = ['hits', 'errors', 'total', 'satisfied', 'tolerated'] as const;

/**
 * How much ran in each step, and how long it took.
 *
 * @param where which transactions: a condition on their table
 */
export async function loadSeries(
  engine: Engine,
  where: (bound: BoundValues) => string,
  { start, step, count }: StepPlan,
  apdexMs: number,
): Promise<{ series: LoadSeries; all: LoadSums; readRows: number }> {
  const bound = new BoundValues();
  const satisfied = bound.add('UInt64', String(apdexMs * 1e6));
  const tolerated = bound.add('UInt64', String(apdexMs * 4e6));
  const { columns, rows, readRows } = await engine.query(
    `SELECT toFloat64(intDiv(toUnixTimestamp64Nano(time) - ${bound.add('Int64', start.toString())},
         ${bound.add('Int64', step.toString())})) AS at,
       sum(sample_rate) AS hits, sumIf(sample_rate, error) AS errors, sum(duration * sample_rate) AS total,
       sumIf(sample_rate, NOT error AND duration <= ${satisfied}) AS satisfied,
       sumIf(sample_rate, NOT error AND duration > ${satisfied} AND duration <= ${tolerated}) AS tolerated,
       ${LAYER_NAMES.map((layer) => `sum(${layer} * sample_rate) AS layer_${layer}`).join(', ')}
     FROM transactions
     WHERE ${where(bound)}
     GROUP BY at
     ORDER BY at`,
    bound.params,
  );
  const series = emptySeries(count);
  for (let row = 0; row < rows; row++) {
    // Those of clocks that run ahead stand in the last step.
    const at = Math.min(count - 1, Math.max(0, columns.at![row] as number));
    for (const sum of SUMS) series[sum][at]! += columns[sum]![row] as number;
    for (const layer of LAYER_NAMES) series.layers[layer][at]! += columns[`layer_${layer}`]![row] as number;
  }
  return { series, all: sumsOf(series), readRows };
}

const sumOf = (values: readonly number[]): number => values.reduce((sum, each) => sum + each, 0);

function sumsOf({ layers, ...numbers }: LoadSeries): LoadSums {
  return {
    ...(Object.fromEntries(SUMS.map((sum) => [sum, sumOf(numbers[sum])])) as Omit<LoadSums, 'layers'>),
    layers: Object.fromEntries(
      LAYER_NAMES.map((layer) => [layer, sumOf(layers[layer])]),
    ) as LoadSums['layers'],
  };
}

function emptySeries(count: number): LoadSeries {
  const zeros = () => new Array<number>(count).fill(0);
  return {
    ...(Object.fromEntries(SUMS.map((sum) => [sum, zeros()])) as Omit<LoadSeries, 'layers'>),
    layers: Object.fromEntries(LAYER_NAMES.map((layer) => [layer, zeros()])) as LoadSeries['layers'],
  };
}
