/**
 * Formulas over rates and concurrency. Both are made of one bucket of time after another and not of events, so no statement
 * over events knows them: when they are there, the engine works the formulas out over the numbers of the answer.
 */
import type { AnswerNumber, AnswerTable } from '@tracebin/model';
import { asNumber } from './answer-columns.ts';
import type { Plan } from './plan.ts';

/** Numbers of each calculation that one statement is given at most: 20 bytes each as text. */
const MAX_NUMBERS = 50_000;

/**
 * @param numbers of each column of the answer, all of the same length
 * @returns the same with those of these formulas worked out anew
 */
export async function workOutFormulas(
  plan: Plan,
  numbers: readonly (readonly AnswerNumber[])[],
): Promise<AnswerNumber[][]> {
  const formulas = plan.formulasOfSequences;
  const worked = numbers.map((column) => [...column]);
  const used = [...new Set(formulas.flatMap(({ calculations }) => calculations))];
  const length = numbers[0]?.length ?? 0;
  const rows = Math.floor(MAX_NUMBERS / Math.max(1, used.length));
  for (let from = 0; formulas.length > 0 && from < length; from += rows) {
    const to = Math.min(length, from + rows);
    const given = used.map((at) => {
      const list = plan.run.bound.add('Array(Nullable(Float64))', numbers[at]!.slice(from, to));
      return `${list} AS ${plan.columnAliases[at]}`;
    });
    const { columns } = await plan.run.query(
      `SELECT ${formulas.map(({ sql, alias }) => `${sql} AS ${alias}`).join(', ')}
FROM (SELECT 1)
ARRAY JOIN ${[`range(${to - from}) AS row`, ...given].join(', ')}
ORDER BY row`,
    );
    for (const { column, alias } of formulas)
      columns[alias]!.forEach((value, row) => {
        worked[column]![from + row] = asNumber(value);
      });
  }
  return worked;
}

/** Fills in what these formulas are in table and series, in one go. */
export async function readFormulasOfSequences(
  plan: Plan,
  table: AnswerTable,
  total: AnswerNumber[][],
  values: AnswerNumber[][][] | undefined,
): Promise<void> {
  if (plan.formulasOfSequences.length === 0) return;
  const all = plan.columns.map((_, column) => [
    [table.total[column]!],
    ...(table.other === null ? [] : [[table.other[column]!]]),
    table.values[column]!,
    ...(total.length > 0 ? [total[column]!] : []),
    ...(values?.[column] ?? []),
  ]);
  const worked = await workOutFormulas(
    plan,
    all.map((parts) => parts.flat()),
  );
  for (const { column } of plan.formulasOfSequences) {
    const rest = worked[column]!;
    table.total[column] = rest.shift()!;
    if (table.other !== null) table.other[column] = rest.shift()!;
    table.values[column] = rest.splice(0, table.count);
    if (total.length > 0) total[column] = rest.splice(0, total[column]!.length);
    if (values !== undefined)
      values[column] = values[column]!.map((buckets) => rest.splice(0, buckets.length));
  }
}
