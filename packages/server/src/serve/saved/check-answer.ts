import { TypeCompiler } from '@sinclair/typebox/compiler';
import type { AnswerHeatmap, AnswerTable, QuestionAnswer } from '@tracebin/model';
import { BadRequestError } from '../../errors.ts';
import { QuestionAnswerSchema } from '../api/schema/question.ts';

/** As many as an answer of this server can have. */
const MAX_GROUPS = 10_000;
const MAX_BUCKETS = 1_002;
const MAX_COLUMNS_OF_CELLS = 302;
const MAX_EDGES = 102;

const shape = TypeCompiler.Compile(QuestionAnswerSchema);

/**
 * Whoever opens a kept answer draws it: it must be one that this server could have given, in its shape and in its sizes.
 *
 * @throws BadRequestError `bad-answer`
 */
export function checkAnswer(answer: unknown): asserts answer is QuestionAnswer {
  const first = shape.Errors(answer).First();
  if (first !== undefined) throw bad(`${first.path || 'It'}: ${first.message}`);
  const { table, series, heatmaps, before, breakdowns, columns } = answer as QuestionAnswer;
  for (const each of before === undefined ? [table] : [table, before.table])
    checkTable(each, breakdowns.length, columns.length);
  for (const each of [series, before?.series]) {
    if (each === undefined) continue;
    const { start, step, buckets, values, total } = each;
    if (!isTime(start) || step <= 0 || buckets > MAX_BUCKETS || values.length !== columns.length)
      throw bad('The series does not fit.');
    const lines = [...values.flat(), ...total];
    if (lines.some((line) => line.length > buckets)) throw bad('A line is longer than the series.');
  }
  for (const { all, groups } of heatmaps) for (const each of [all, ...groups]) checkHeatmap(each);
}

function checkTable(
  { count, groups, values, total }: AnswerTable,
  breakdowns: number,
  columns: number,
): void {
  const fits =
    count <= MAX_GROUPS &&
    groups.length === breakdowns &&
    values.length === columns &&
    total.length === columns &&
    [...groups, ...values].every((each) => each.length <= MAX_GROUPS);
  if (!fits) throw bad('The table does not fit its columns.');
}

function checkHeatmap({ start, step, width, edges, x, y, count }: AnswerHeatmap): void {
  const fits =
    isTime(start) &&
    step > 0 &&
    width <= MAX_COLUMNS_OF_CELLS &&
    edges.length <= MAX_EDGES &&
    x.length === y.length &&
    x.length === count.length;
  if (!fits) throw bad('The heatmap does not fit its cells.');
}

const isTime = (text: string): boolean => !Number.isNaN(Date.parse(text));

const bad = (detail: string): BadRequestError =>
  new BadRequestError('bad-answer', `This is no answer to a question: ${detail}`, {
    hint: 'Send the answer of POST /api/bins/:bin/query as it came.',
  });
