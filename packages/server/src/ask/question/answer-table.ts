import type { AnswerNumber, AnswerTable, Having, Order } from '@tracebin/model';
import { BadRequestError } from '../../errors.ts';
import { asNumber } from './answer-columns.ts';
import { RATE_OF } from './calculation-sql.ts';
import { groupIndex } from './group-index.ts';
import type { Plan } from './plan.ts';

export type Groups = Pick<AnswerTable, 'count' | 'more' | 'groups' | 'values'>;

/** The first groups in the order asked for; and all events together where that is wanted in the same reading. */
export async function readGroups(
  plan: Plan,
  withTotal: boolean,
): Promise<{ groups: Groups; total: AnswerTable['total'] }> {
  const { ready, source, run, aggregates, groupSql, groupAliases } = plan;
  const { question, limit } = ready;
  const having = (question.havings ?? []).map((each) => havingSql(each, plan)).join(' AND ');
  const orders = (question.orders ?? []).map((each) => orderSql(each, plan));
  if (orders.length === 0) orders.push(`${plan.columnAliases[0] ?? 'count()'} DESC NULLS LAST`);
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

function orderSql(order: Order, plan: Plan): string {
  const column = plan.columnOf(order.op, order.column, order.name);
  if (column !== undefined) {
    return `${column} ${order.order === 'ascending' ? 'ASC' : 'DESC'} NULLS LAST`;
  }
  const breakdown =
    order.op === undefined ? plan.ready.breakdowns.indexOf(order.column ?? order.name ?? '') : -1;
  if (breakdown === -1) throw unknown('orders', order.name ?? order.column ?? order.op);
  const direction = order.order === 'descending' ? 'DESC' : 'ASC';
  // Numbers in the order of numbers, before texts.
  const alias = plan.groupAliases[breakdown]!;
  return `toFloat64OrNull(toString(${alias})) ${direction} NULLS LAST, ${alias} ${direction} NULLS LAST`;
}

function havingSql({ calculateOp, column, name, op, value }: Having, plan: Plan): string {
  const found = plan.columnOf(calculateOp, column, name);
  if (found === undefined) throw unknown('havings', name ?? column ?? calculateOp);
  const of = plan.ready.calculations[plan.columnAliases.indexOf(found)]?.op;
  if (of === 'CONCURRENCY' || (of !== undefined && RATE_OF[of] !== undefined)) {
    throw new BadRequestError('bad-question', `HAVING cannot be about ${of}.`, {
      hint: 'Rates and concurrency are made of one bucket of time after another, when groups are chosen already.',
    });
  }
  return `ifNull(${found} ${op} ${plan.run.bound.add('Float64', value)}, false)`;
}

function unknown(where: string, what = ''): BadRequestError {
  return new BadRequestError(
    'bad-question',
    `"${where}" names what the question does not have: ${JSON.stringify(what)}`,
    {
      hint: 'Name a calculation of the question by op and column or by its name, or one of its breakdowns.',
    },
  );
}
