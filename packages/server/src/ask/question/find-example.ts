import type { ExampleAnswer, ExampleRequest } from '@tracebin/model';
import { BadRequestError } from '../../errors.ts';
import type { BinScope } from '../../receive/ingest.ts';
import type { Engine } from '../../store/engine/engine.ts';
import { BoundValues } from '../bound-values.ts';
import { isoTime } from '../iso-time.ts';
import type { AskOptions } from './answer-question.ts';
import { narrowSql } from './narrow-sql.ts';
import { QuestionRun } from './question-run.ts';
import { readyQuestion } from './ready-question.ts';
import { rowSource } from './row-source.ts';

/**
 * One trace for a point, bar, cell or row of an answer: that of the largest number below `range.max`, or of the slowest
 * event where no range is given.
 */
export async function findExample(
  engine: Engine,
  bin: BinScope,
  { question, from, to, group, range }: ExampleRequest,
  options: AskOptions = {},
): Promise<ExampleAnswer> {
  const ready = readyQuestion(bin, question, options.nowMs);
  if (group !== undefined && (!Array.isArray(group) || group.length !== ready.breakdowns.length)) {
    throw new BadRequestError('bad-selection', '"group" takes a value for each of the breakdowns.');
  }
  const run = new QuestionRun(engine, new BoundValues(), options);
  const source = await rowSource(run, ready, options.maps, {
    columns: range === undefined ? [] : [range.column],
  });
  const groups = group?.map((value, index) => ({ column: ready.breakdowns[index]!, value }));
  const where = narrowSql({ from, to, group: groups, range }, source, options.nowMs);
  const number = range === undefined ? 'duration' : source.fields.field(range.column).number;
  const { columns, rows } = await run.query(
    `SELECT lower(hex(trace_id)) AS id, lower(hex(span_id)) AS span,
  toString(toUnixTimestamp64Nano(time)) AS at, toFloat64(duration) AS length
FROM ${group === undefined ? source.from : source.grouped}
WHERE ${[source.where, ...where].join('\n  AND ')}
  AND trace_id != toFixedString('', 16)
ORDER BY ${number} DESC NULLS LAST, time DESC
LIMIT 1`,
  );
  if (rows === 0) return { example: null };
  return {
    example: {
      traceId: columns.id![0] as string,
      spanId: columns.span![0] as string,
      time: isoTime(BigInt(columns.at![0] as string)),
      duration: columns.length![0] as number,
    },
  };
}
