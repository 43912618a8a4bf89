import type { ServiceNodeKind } from '@tracebin/model';
import { fromDurationStep } from '../../../derive/analyse/duration-step.ts';
import { EDGE_SUM, percentilesOf } from '../../../derive/sums/sum-queries.ts';
import type { Engine } from '../../../store/engine/engine.ts';
import { BoundValues } from '../../bound-values.ts';
import type { CoveredRange } from '../sums/cover-range.ts';
import { summed } from '../sums/summed.ts';

export const MAX_EDGES = 5000;

export interface MapScope {
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

const COLUMNS = ['from_service', 'to_kind', 'to_name', 'called', 'failed', 'spent', 'longest', 'durations'];

/** Edges, most calls first, and the sums of each target beside them. */
export async function serviceEdges(
  engine: Engine,
  { environment }: MapScope,
  covered: CoveredRange,
): Promise<{ edges: CountedEdge[]; targets: CountedEdge[]; more: boolean; readRows: number }> {
  const bound = new BoundValues();
  const filters = environment === undefined ? [] : [`environment = ${bound.add('String', environment)}`];
  const { columns, rows, readRows } = await engine.query(
    `SELECT toString(from_service) AS origin, toString(to_kind) AS kind, toString(to_name) AS target,
       toUInt8(grouping(from_service)) AS is_sum,
       sum(called) AS all_calls, sum(failed) AS all_errors, sum(spent) AS all_time,
       toFloat64(max(longest)) AS most, ${percentilesOf('0.5, 0.95', 'durations')} AS parts
     FROM ${summed(EDGE_SUM, covered, COLUMNS, filters, bound)}
     GROUP BY GROUPING SETS ((from_service, to_kind, to_name), (to_kind, to_name))
     ORDER BY is_sum, all_calls DESC, origin, target
     LIMIT ${MAX_EDGES + 1} BY is_sum`,
    bound.params,
  );
  const edges: CountedEdge[] = [];
  const targets: CountedEdge[] = [];
  for (let row = 0; row < rows; row++) {
    const value = <T>(name: string): T => columns[name]![row] as T;
    const isSum = value<number>('is_sum') === 1;
    const max = value<number>('most');
    const [median, p95] = value<(number | string)[]>('parts').map(Number);
    (isSum ? targets : edges).push({
      from: isSum ? null : value('origin'),
      kind: value('kind'),
      to: value('target'),
      calls: value('all_calls'),
      errors: value('all_errors'),
      total: value('all_time'),
      // The middle of the longest call's step may lie above it.
      median: Math.min(max, fromDurationStep(median!)),
      p95: Math.min(max, fromDurationStep(p95!)),
      max,
    });
  }
  return { edges: edges.slice(0, MAX_EDGES), targets, more: edges.length > MAX_EDGES, readRows };
}
