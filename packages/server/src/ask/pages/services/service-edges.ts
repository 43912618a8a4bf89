import type { ServiceNodeKind } from '@tracebin/model';
import { fromDurationStep } from '../../../derive/analyse/duration-step.ts';
import type { Engine } from '../../../store/engine/engine.ts';
import { BoundValues } from '../../bound-values.ts';
import type { TimeRange } from '../../time-range.ts';
import { derivedTimeCondition } from '../derived-time-condition.ts';
import { environmentCondition } from '../environment-condition.ts';
import { withFittingWeights } from '../fitting-weights.ts';
import { callWeights } from '../queries/query-figures.ts';

export const MAX_EDGES = 5000;

export interface MapScope {
  bin: string;
  range: TimeRange;
  environment: string | undefined;
}

/** Calls of one kind between two, or of all to one where `from` is null. */
export interface CountedEdge {
  from: string | null;
  kind: ServiceNodeKind | 'delivery';
  to: string;
  calls: number;
  errors: number;
  total: number;
  median: number;
  p95: number;
  max: number;
}

/** Edges, most calls first, and the sums of each target beside them. */
export async function serviceEdges(
  engine: Engine,
  { bin, range, environment }: MapScope,
): Promise<{ edges: CountedEdge[]; targets: CountedEdge[]; more: boolean; readRows: number }> {
  const bound = new BoundValues();
  const where = [`bin = ${bound.add('String', bin)}`, derivedTimeCondition(range, bound)];
  if (environment !== undefined) where.push(environmentCondition(bin, environment, range, bound, 'trace_id'));
  const sql = (weighted: boolean): string =>
    `SELECT toString(from_service) AS origin, toString(to_kind) AS kind, toString(to_name) AS target,
       toUInt8(grouping(from_service)) AS is_sum,
       sum(some_calls) AS all_calls, sum(some_errors) AS all_errors, sum(some_time) AS spent,
       toFloat64(max(some_max)) AS longest, quantilesExactWeightedArrayMerge(0.5, 0.95)(some_durations) AS parts,
       min(some_least) AS least_weight, max(some_most) AS most_weight
     FROM (
       SELECT from_service, to_kind, to_name, sum(calls * sample_rate) AS some_calls,
         sum(errors * sample_rate) AS some_errors, sum(total * sample_rate) AS some_time, max(max) AS some_max,
         quantilesExactWeightedArrayState(0.5, 0.95)(durations, ${callWeights(weighted)}) AS some_durations,
         min(sample_rate) AS some_least, max(sample_rate) AS some_most
       FROM edges
       WHERE ${where.join(' AND ')}
       GROUP BY from_service, to_kind, to_name
     )
     GROUP BY GROUPING SETS ((from_service, to_kind, to_name), (to_kind, to_name))
     ORDER BY is_sum, all_calls DESC, origin, target
     LIMIT ${MAX_EDGES + 1} BY is_sum`;
  const { columns, rows, readRows } = await withFittingWeights((weighted) =>
    engine.query(sql(weighted), bound.params),
  );
  const edges: CountedEdge[] = [];
  const targets: CountedEdge[] = [];
  for (let row = 0; row < rows; row++) {
    const value = <T>(name: string): T => columns[name]![row] as T;
    const isSum = value<number>('is_sum') === 1;
    const max = value<number>('longest');
    const [median, p95] = value<(number | string)[]>('parts').map(Number);
    (isSum ? targets : edges).push({
      from: isSum ? null : value('origin'),
      kind: value('kind'),
      to: value('target'),
      calls: value('all_calls'),
      errors: value('all_errors'),
      total: value('spent'),
      // The middle of the longest call's step may lie above it.
      median: Math.min(max, fromDurationStep(median!)),
      p95: Math.min(max, fromDurationStep(p95!)),
      max,
    });
  }
  return { edges: edges.slice(0, MAX_EDGES), targets, more: edges.length > MAX_EDGES, readRows };
}
