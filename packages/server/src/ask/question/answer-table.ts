import type { AnswerNumber, AnswerTable } from '@tracebin/model';
import { asNumber } from './answer-columns.ts';
import type { GroupHaving, GroupOrder } from './group-choice.ts';
import { groupIndex } from './group-index.ts';
import type { Plan } from './plan.ts';

export type Groups = Pick<AnswerTable, 'count' | 'more' | 'groups' | 'values'>;

/**
 * The first groups in the order asked for; and all events together where that is wanted in the same reading.
 *
 * @param choice other conditions and another number of groups than the question's
 */
export async function readGroups(
  plan: Plan,
  withTotal: boolean,
  {
    havings = plan.choice.havings,
    limit = plan.ready.limit,
  }: { havings?: readonly GroupHaving[]; limit?: number } = {},
): Promise<{ groups: Groups; total: AnswerTable['total'] }> {
  const { source, run, aggregates, groupSql, groupAliases } = plan;
  const having = havings.map((each) => havingSql(each, plan)).join(' AND ');
  const orders = plan.choice.orders.map((each) => orderSql(each, plan));
  if (orders.length === 0) orders.push('count() DESC');
  const by = groupAliases.join(', ');
  const { columns, rows } = await run.query(
    `SELECT
  ${[...groupSql, ...(withTotal ? ['grouping(g0) AS is_total'] : []), ...aggregates].join(',\n  ')}
FROM ${source.grouped}
WHERE ${source.where}
GROUP BY ${withTotal ? `GROUPING SETS ((${by}), ())` : by}
${having === '' ? '' : `HAVING ${withTotal ? `is_total = 1 OR (${having})` : having}\n`}ORDER BY ${[...(withTotal ? ['is_total DESC'] : []), ...orders, ...groupAliases].join(', ')}
LIMIT ${limit + (withTotal ? 2 : 1)}`,
  );
  const first = withTotal && rows > 0 ? 1 : 0;
  const count = Math.min(rows - first, limit);
  return {
    groups: {
      count,
      more: rows - first > limit,
      groups: groupAliases.map((alias) => (columns[alias] as (string | null)[]).slice(first, first + count)),
      values: plan.columnAliases.map((alias) => columns[alias]!.slice(first, first + count).map(asNumber)),
    },
    total: plan.columnAliases.map((alias, column) =>
      first === 1 ? asNumber(columns[alias]![0]) : plan.emptyNumbers[column]!,
    ),
  };
}

/** These very groups, in their order. */
export async function readSameGroups(plan: Plan, fixed: Groups): Promise<Groups> {
  const { source, run, aggregates, groupSql, groupAliases } = plan;
  if (fixed.count === 0) return fixed;
  const { columns, rows } = await run.query(
    `SELECT
  ${[...groupSql, ...aggregates].join(',\n  ')}
FROM ${source.grouped}
WHERE ${source.where}
  AND ${plan.isAmong(fixed.groups)}
GROUP BY ${groupAliases.join(', ')}`,
  );
  return inOrderOf(fixed, plan, columns, rows);
}

function inOrderOf(
  { groups, count, more }: Groups,
  plan: Plan,
  columns: Record<string, unknown[]>,
  rows: number,
): Groups {
  const indexOf = groupIndex(groups, count);
  const values = plan.emptyNumbers.map((empty) => new Array<AnswerNumber>(count).fill(empty));
  for (let row = 0; row < rows; row++) {
    const group = indexOf(plan.groupAliases.map((alias) => columns[alias]![row] as string | null));
    if (group === undefined) continue;
    plan.columnAliases.forEach((alias, column) => {
      values[column]![group] = asNumber(columns[alias]![row]);
    });
  }
  return { count, more, groups, values };
}

function orderSql({ by, isDescending }: GroupOrder, plan: Plan): string {
  const direction = isDescending ? 'DESC' : 'ASC';
  // A formula over rates is not known yet: the largest groups may lead by it.
  if ('column' in by && by.column >= plan.ready.calculations.length && plan.isSequence(by.column))
    return 'count() DESC';
  if ('column' in by) return `${plan.columnAliases[by.column]} ${direction} NULLS LAST`;
  // Numbers in the order of numbers, before texts.
  const alias = plan.groupAliases[by.breakdown]!;
  return `toFloat64OrNull(toString(${alias})) ${direction} NULLS LAST, ${alias} ${direction} NULLS LAST`;
}

const havingSql = ({ column, op, value }: GroupHaving, plan: Plan): string =>
  `ifNull(${plan.columnAliases[column]} ${op} ${plan.run.bound.add('Float64', value)}, false)`;
