import { LAYER_NAMES, Layer, type LayerName, type ServiceNode } from '@tracebin/model';
import { OPERATION_SUM, percentilesOf, TRANSACTION_SUM } from '../../../derive/sums/sum-queries.ts';
import type { Engine } from '../../../store/engine/engine.ts';
import { BoundValues } from '../../bound-values.ts';
import { fromRoughDuration } from '../rough-duration.ts';
import type { CoveredRange } from '../sums/cover-range.ts';
import { summed } from '../sums/summed.ts';
import { transactionFilters } from '../transaction-condition.ts';
import type { MapScope } from './service-edges.ts';

export const MAX_SERVICES = 1000;

const COLUMNS = ['service', 'hits', 'failed', 'spent', 'longest', 'durations'];
const LAYER_COLUMNS = LAYER_NAMES.map((layer) => `in_${layer}`);

/** Services that did something, most time first. */
export async function serviceFigures(
  engine: Engine,
  { environment }: MapScope,
  covered: CoveredRange,
): Promise<{ nodes: ServiceNode[]; more: boolean; readRows: number }> {
  const bound = new BoundValues();
  const filters = transactionFilters({ environment, service: undefined, group: undefined }, bound);
  const { columns, rows, readRows } = await engine.query(
    `SELECT toString(service) AS of_service, sum(hits) AS calls, sum(failed) AS errors, sum(spent) AS total,
       toFloat64(max(longest)) AS most, ${LAYER_COLUMNS.map((column) => `sum(${column}) AS all_${column}`).join(', ')},
       ${percentilesOf('0.5, 0.95', 'durations')} AS parts
     FROM ${summed(TRANSACTION_SUM, covered, [...COLUMNS, ...LAYER_COLUMNS], filters, bound)}
     GROUP BY service
     ORDER BY total DESC, of_service
     LIMIT ${MAX_SERVICES + 1}`,
    bound.params,
  );
  const nodes = Array.from({ length: Math.min(rows, MAX_SERVICES) }, (_, row): ServiceNode => {
    const value = <T>(name: string): T => columns[name]![row] as T;
    const [median, p95] = value<(number | string)[]>('parts').map(Number);
    return {
      kind: 'service',
      name: value('of_service'),
      system: '',
      calls: value('calls'),
      errors: value('errors'),
      total: value('total'),
      median: fromRoughDuration(median!),
      p95: fromRoughDuration(p95!),
      max: value('most'),
      layers: Object.fromEntries(
        LAYER_NAMES.map((layer) => [layer, value<number>(`all_in_${layer}`)]),
      ) as Record<LayerName, number>,
    };
  });
  return { nodes, more: rows > MAX_SERVICES, readRows };
}

/** What databases, caches and queues run on, by layer and name. */
export async function systemsOf(
  engine: Engine,
  covered: CoveredRange,
): Promise<{ of: Map<string, string>; readRows: number }> {
  const bound = new BoundValues();
  const filters = [`layer IN (${Layer.db}, ${Layer.cache}, ${Layer.queue})`, "system != ''"];
  const { columns, rows, readRows } = await engine.query(
    `SELECT layer, toString(target) AS name, toString(any(system)) AS of_system
     FROM ${summed(OPERATION_SUM, covered, ['layer', 'target', 'system'], filters, bound)}
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
