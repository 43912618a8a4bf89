import { LAYER_NAMES, Layer, type LayerName, type ServiceNode } from '@tracebin/model';
import type { Engine } from '../../../store/engine/engine.ts';
import { BoundValues } from '../../bound-values.ts';
import { derivedTimeCondition } from '../derived-time-condition.ts';
import { WEIGHT_BOUNDS, withFittingWeights } from '../fitting-weights.ts';
import { fromRoughDuration, roughDuration } from '../rough-duration.ts';
import { transactionCondition } from '../transaction-condition.ts';
import { percentiles } from '../transaction-figures.ts';
import type { MapScope } from './service-edges.ts';

export const MAX_SERVICES = 1000;

/** Services that did something, most time first. */
export async function serviceFigures(
  engine: Engine,
  { bin, range, environment }: MapScope,
): Promise<{ nodes: ServiceNode[]; more: boolean; readRows: number }> {
  const bound = new BoundValues();
  const layers = LAYER_NAMES.map((layer) => `sum(${layer} * sample_rate) AS in_${layer}`).join(', ');
  const everything = { bin, range, environment, service: undefined, group: undefined };
  const where = transactionCondition(everything, bound);
  const sql = (weighted: boolean): string =>
    `SELECT toString(service) AS name, sum(sample_rate) AS calls, sumIf(sample_rate, error) AS errors,
       sum(duration * sample_rate) AS total, toFloat64(max(duration)) AS longest, ${layers},
       ${percentiles('0.5, 0.95', roughDuration('duration'), weighted)} AS parts,
       ${WEIGHT_BOUNDS}
     FROM transactions
     WHERE ${where}
     GROUP BY service
     ORDER BY total DESC, name
     LIMIT ${MAX_SERVICES + 1}`;
  const { columns, rows, readRows } = await withFittingWeights((weighted) =>
    engine.query(sql(weighted), bound.params),
  );
  const nodes = Array.from({ length: Math.min(rows, MAX_SERVICES) }, (_, row): ServiceNode => {
    const value = <T>(name: string): T => columns[name]![row] as T;
    const [median, p95] = value<(number | string)[]>('parts').map(Number);
    return {
      kind: 'service',
      name: value('name'),
      system: '',
      calls: value('calls'),
      errors: value('errors'),
      total: value('total'),
      median: fromRoughDuration(median!),
      p95: fromRoughDuration(p95!),
      max: value('longest'),
      layers: Object.fromEntries(LAYER_NAMES.map((layer) => [layer, value<number>(`in_${layer}`)])) as Record<
        LayerName,
        number
      >,
    };
  });
  return { nodes, more: rows > MAX_SERVICES, readRows };
}

/**
 * What databases, caches and queues run on, by layer and name.
 * @param isLast of the last hours of the range in which any was asked: most systems are asked all the time
 */
export async function systemsOf(
  engine: Engine,
  { bin, range }: MapScope,
  isLast: boolean,
): Promise<{ of: Map<string, string>; readRows: number }> {
  const bound = new BoundValues();
  const inRange = `bin = ${bound.add('String', bin)} AND ${derivedTimeCondition(range, bound)}`;
  const lastHour = `(SELECT toStartOfHour(time) FROM operations WHERE ${inRange}
    ORDER BY bin DESC, toStartOfHour(time) DESC LIMIT 1)`;
  const { columns, rows, readRows } = await engine.query(
    `SELECT layer, toString(target) AS name, toString(any(system)) AS of_system
     FROM operations
     WHERE ${inRange} ${isLast ? `AND toStartOfHour(time) >= ${lastHour} - INTERVAL 1 HOUR` : ''}
       AND layer IN (${Layer.db}, ${Layer.cache}, ${Layer.queue}) AND system != ''
     GROUP BY layer, target`,
    bound.params,
  );
  const of = new Map<string, string>();
  for (let row = 0; row < rows; row++) {
    const layer = LAYER_NAMES[columns.layer![row] as number]!;
    of.set(`${layer}\0${columns.name![row] as string}`, columns.of_system![row] as string);
  }
  return { of, readRows };
}
