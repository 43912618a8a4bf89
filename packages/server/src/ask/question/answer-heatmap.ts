/**
 * Heatmaps: first the bounds of the numbers, then one count a cell. Edges come from the bounds of all groups, so that
 * small multiples share them, and rows are told by comparing with the very edges that are given out: what a cell counts
 * is what its edges select.
 */
import { type AnswerHeatmap, type AnswerHeatmaps, type Calculation, joined } from '@tracebin/model';
import { isoTime } from '../iso-time.ts';
import type { Groups } from './answer-table.ts';
import { manyNumbers } from './calculation-sql.ts';
import { conditionSql } from './condition-sql.ts';
import { groupIndex } from './group-index.ts';
import { type HeatmapEdges, heatmapEdges } from './heatmap-edges.ts';
import type { Plan } from './plan.ts';

const MAX_WIDTH = 300;
const ROWS = 60;
/** Small multiples are looked at side by side. */
const MAX_GROUPS = 24;

/** @param beside the same question of another period, which has the same edges */
export async function readHeatmaps(
  plan: Plan,
  groups: Groups,
  beside: Plan | undefined,
): Promise<AnswerHeatmaps[]> {
  const all: AnswerHeatmaps[] = [];
  for (const { calculation, index } of plan.ready.heatmaps) {
    const rows = cellRows(plan, calculation);
    const own = await readBounds(plan, rows);
    const other = beside === undefined ? undefined : await readBounds(beside, cellRows(beside, calculation));
    const edges = edgesOf(other === undefined ? [own] : [own, other]);
    all.push(await readHeatmap(plan, groups, { calculation, index, rows, ...edges, isEmpty: own.isEmpty }));
  }
  return all;
}

/** Where the numbers of a heatmap are. */
interface CellRows {
  /** For FROM: an event that has several numbers is there once for each. */
  from(rows: string): string;
  where: string;
  number: string;
}

function cellRows({ source }: Plan, calculation: Calculation): CellRows {
  const field = source.fields.field(calculation.column!);
  const own = joined(calculation.filters, calculation.filterCombination);
  const where = [
    source.where,
    ...(own === undefined ? [] : [conditionSql(own, source.scope)]),
    ...(field.isNumber || field.many !== undefined ? [] : [`isNotNull(${field.number})`]),
  ].join('\n  AND ');
  const many = manyNumbers(calculation, source.scope);
  const one = field.isNumber ? field.number : `assumeNotNull(${field.number})`;
  return {
    where,
    number: many === undefined ? one : 'each_number',
    from: (rows) =>
      many === undefined
        ? rows
        : `(SELECT *, each_number FROM ${rows} ARRAY JOIN ${many.numbers} AS each_number)`,
  };
}

interface Bounds {
  isEmpty: boolean;
  low: number;
  high: number;
  /** Smallest above zero; 0 where there is none. */
  positive: number;
}

async function readBounds(plan: Plan, { from, where, number }: CellRows): Promise<Bounds> {
  const { columns } = await plan.run.query(
    `SELECT count() AS n, min(${number}) AS low, max(${number}) AS high, minIf(${number}, ${number} > 0) AS positive
FROM ${from(plan.source.from)}
WHERE ${where}`,
  );
  const [n, low, high, positive] = ['n', 'low', 'high', 'positive'].map((name) => Number(columns[name]![0]));
  return { isEmpty: n === 0, low: low!, high: high!, positive: positive! };
}

function edgesOf(all: readonly Bounds[]): HeatmapEdges {
  const known = all.filter(({ isEmpty }) => !isEmpty);
  if (known.length === 0) return heatmapEdges(0, 0, 0, ROWS);
  const positives = known.map(({ positive }) => positive).filter((each) => each > 0);
  return heatmapEdges(
    Math.min(...known.map(({ low }) => low)),
    Math.max(...known.map(({ high }) => high)),
    positives.length === 0 ? 0 : Math.min(...positives),
    ROWS,
  );
}

interface WantedCells extends HeatmapEdges {
  calculation: Calculation;
  index: number;
  rows: CellRows;
  isEmpty: boolean;
}

async function readHeatmap(
  plan: Plan,
  { groups, count }: Groups,
  { calculation, index, rows, scale, edges, isEmpty }: WantedCells,
): Promise<AnswerHeatmaps> {
  const { source, run, ready } = plan;
  const column = calculation.column!;
  const field = source.fields.field(column);
  const { from, where, number } = rows;
  const times = columnsOfTime(plan);
  const empty = (): AnswerHeatmap => ({
    calculation: index,
    column,
    unit: field.unit,
    scale,
    start: isoTime(times.start),
    step: Number(times.step),
    width: times.width,
    edges,
    x: [],
    y: [],
    count: [],
    max: 0,
    events: 0,
  });
  const answer: AnswerHeatmaps = { all: empty(), groups: [] };
  if (isEmpty) return answer;
  const shown = ready.breakdowns.length === 0 ? 0 : Math.min(count, MAX_GROUPS);
  const lowest = run.bound.add('Array(Float64)', edges.slice(0, -1));
  const cell = [
    `toUInt16(intDiv(toUnixTimestamp64Nano(time) - ${times.start}, ${times.step})) AS x`,
    `roundDown(${number}, ${lowest}) AS lower_edge`,
    `sum(${plan.weight}) AS events`,
  ];
  const rowOf = new Map(edges.map((edge, row) => [edge, row]));
  const cells = (heatmap: AnswerHeatmap, x: unknown, edge: unknown, events: unknown) => {
    const weight = Number(events);
    heatmap.x.push(Number(x));
    heatmap.y.push(rowOf.get(Number(edge))!);
    heatmap.count.push(weight);
    heatmap.max = Math.max(heatmap.max, weight);
    heatmap.events += weight;
  };
  const whole = await run.query(`SELECT ${cell.join(', ')}
FROM ${from(source.from)}
WHERE ${where}
GROUP BY x, lower_edge
ORDER BY x, lower_edge`);
  const columns = whole.columns;
  for (let row = 0; row < whole.rows; row++)
    cells(answer.all, columns.x![row], columns.lower_edge![row], columns.events![row]);
  if (shown === 0) return answer;
  const first = groups.map((values) => values.slice(0, shown));
  answer.groups = Array.from({ length: shown }, empty);
  const parts = await run.query(`SELECT ${[...plan.groupSql, ...cell].join(', ')}
FROM ${from(source.grouped)}
WHERE ${where}
  AND ${plan.isAmong(first)}
GROUP BY ${[...plan.groupAliases, 'x', 'lower_edge'].join(', ')}
ORDER BY x, lower_edge`);
  const indexOf = groupIndex(first, shown);
  for (let row = 0; row < parts.rows; row++) {
    const group = indexOf(plan.groupAliases.map((alias) => parts.columns[alias]![row] as string | null));
    if (group === undefined) continue;
    cells(
      answer.groups[group]!,
      parts.columns.x![row],
      parts.columns.lower_edge![row],
      parts.columns.events![row],
    );
  }
  return answer;
}

/** The question's buckets, cut into as many equal parts as fit. */
function columnsOfTime({ ready }: Plan): { start: bigint; step: bigint; width: number } {
  const { start, step, count } = ready.buckets;
  if (count > MAX_WIDTH) {
    const together = BigInt(Math.ceil(count / MAX_WIDTH));
    return { start, step: step * together, width: Math.ceil(count / Number(together)) };
  }
  const parts = Math.floor(MAX_WIDTH / count);
  const divisor = [10, 6, 5, 4, 3, 2].find((each) => each <= parts && step % BigInt(each) === 0n) ?? 1;
  return { start, step: step / BigInt(divisor), width: count * divisor };
}
