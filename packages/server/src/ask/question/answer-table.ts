import type { AnswerNumber, AnswerTable, Having, Order } from '@tracebin/model';
import { BadRequestError } from '../../errors.ts';
import { asNumber } from './answer-columns.ts';
import { groupIndex } from './group-index.ts';
import type { Plan } from './plan.ts';

export type Groups = Pick<AnswerTable, 'count' | 'more' | 'groups' | 'values'>;

/**
 * The first groups in the order asked for.
 *
 * @param fixed the groups to read instead, in their order
 */
export async function readGroups(plan: Plan, fixed?: Groups): Promise<Groups> {
  const { ready, source, run, aggregates, groupSql, groupAliases } = plan;
  const { question, limit } = ready;
  const having = (question.havings ?? []).map((each) => havingSql(each, plan));
  const orders = (question.orders ?? []).map((each) => orderSql(each, plan));
  if (orders.length === 0) orders.push(`${plan.columnAliases[0] ?? 'count()'} DESC NULLS LAST`);
  const { columns, rows } = await run.query(
    `SELECT
  ${[...groupSql, ...aggregates].join(',\n  ')}
FROM ${source.from}
WHERE ${source.where}${fixed === undefined || fixed.count === 0 ? '' : `\n  AND ${plan.isAmong(fixed.groups)}`}
GROUP BY ${groupAliases.join(', ')}
${having.length === 0 ? '' : `HAVING ${having.join(' AND ')}\n`}ORDER BY ${[...orders, ...groupAliases].join(', ')}
LIMIT ${limit + 1}`,
  );
  if (fixed !== undefined) return inOrderOf(fixed, plan, columns, rows);
  const count = Math.min(rows, limit);
  return {
    count,
    more: rows > limit,
    groups: groupAliases.map((alias) => (columns[alias] as (string | null)[]).slice(0, count)),
    values: plan.columnAliases.map((alias) => columns[alias]!.slice(0, count).map(asNumber)),
  };
}

function inOrderOf(
  { groups, count }: Groups,
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
  return { count, more: false, groups, values };
}

/** The columns of all events whose group is not among these. */
export async function readOther(plan: Plan, groups: Groups): Promise<AnswerTable['other']> {
  const { source, run, aggregates } = plan;
  const { columns, rows } = await run.query(
    `SELECT
  ${['count() AS n', ...aggregates].join(',\n  ')}
FROM ${source.from}
WHERE ${source.where}
  AND NOT ${plan.isAmong(groups.groups)}`,
  );
  if (rows === 0 || Number(columns.n![0]) === 0) return null;
  return plan.columnAliases.map((alias) => asNumber(columns[alias]![0]));
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
