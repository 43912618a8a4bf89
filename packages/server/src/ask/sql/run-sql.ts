import { QuestionTextError, readSql, type SqlAnswer, type SqlRequest } from '@tracebin/model';
import { BadRequestError } from '../../errors.ts';
import type { BinScope } from '../../receive/ingest.ts';
import type { Engine } from '../../store/engine/engine.ts';
import { EngineError } from '../../store/engine/engine-error.ts';
import { BoundValues } from '../bound-values.ts';
import { isoTime } from '../iso-time.ts';
import { QuestionRun, type RunLimits } from '../question/question-run.ts';
import { parseTimeRange } from '../time-range.ts';
import { printSql } from './print-sql.ts';
import { sqlView } from './sql-views.ts';
import { refuseOtherTables } from './touched-tables.ts';

const MAX_ROWS = 10_000;
const MAX_ANSWER_BYTES = 16 * 1024 * 1024;

/** Beside those of every question. The last one: whatever a statement says, it changes nothing, not even these. */
const SETTINGS = `max_result_bytes = ${MAX_ANSWER_BYTES}, result_overflow_mode = 'throw', max_expanded_ast_elements = 100000, max_subquery_depth = 80,
function_range_max_elements_in_block = 1000000, allow_introspection_functions = 0, enable_positional_arguments = 0,
distributed_product_mode = 'global', short_circuit_function_evaluation = 'enable', readonly = 1`;

/**
 * Runs a SELECT over the tables of one bin.
 *
 * @throws BadRequestError `bad-sql` with the place in its message and hint; `bad-time`, `bad-time-range`
 */
export async function runSql(
  engine: Engine,
  bin: BinScope,
  { sql, from = '-24h', to }: SqlRequest,
  options: RunLimits & { nowMs?: number | undefined } = {},
): Promise<SqlAnswer> {
  const range = parseTimeRange({ from, to }, bin.retentionHours, options.nowMs ?? Date.now());
  const bound = new BoundValues();
  const run = new QuestionRun(engine, bound, options);
  const { columns: found } = await engine.query('SELECT currentDatabase() AS name');
  const database = `\`${String(found.name![0]).replaceAll(/[`\\]/g, '')}\``;
  const printed = atPlace(sql, () =>
    printSql(
      readSql(sql),
      { bound, view: (table) => sqlView(table, bin, range, database, bound) },
      MAX_ROWS + 1,
    ),
  );
  try {
    await refuseOtherTables(engine, printed, bound.params, database.slice(1, -1));
    const { columns, rows, types = {} } = await run.query(printed, undefined, SETTINGS);
    const names = Object.keys(columns);
    const count = Math.min(rows, MAX_ROWS);
    return {
      from: isoTime(range.from),
      to: isoTime(range.to),
      count,
      more: rows > MAX_ROWS,
      columns: names.map((name) => ({ name, type: types[name] ?? '' })),
      values: names.map((name) => columns[name]!.slice(0, count)),
      read: run.read,
    };
  } catch (error) {
    throw asSqlError(error, sql);
  }
}

function atPlace<T>(sql: string, read: () => T): T {
  try {
    return read();
  } catch (error) {
    if (!(error instanceof QuestionTextError)) throw error;
    throw badSql(sql, error.message, error.at);
  }
}

function badSql(sql: string, message: string, at: number | undefined): BadRequestError {
  if (at === undefined) return new BadRequestError('bad-sql', message);
  const line = sql.slice(0, at).split('\n').length;
  return new BadRequestError(
    'bad-sql',
    `${message} (at character ${at + 1}${line > 1 ? `, line ${line}` : ''})`,
    {
      hint: `${sql.slice(Math.max(0, at - 30), at)}▸${sql.slice(at, at + 30)}`.replaceAll('\n', ' '),
    },
  );
}

/** Numbers of ClickHouse for what is wrong with a statement, not with the store. */
const OF_THE_STORE = new Set([62, 210, 279, 999]);

/** What the engine says of a statement, without the statement that was made of it. */
function asSqlError(error: unknown, sql: string): unknown {
  if (!(error instanceof EngineError) || error.code !== 'engine' || error.engineCode === undefined)
    return error;
  if (OF_THE_STORE.has(error.engineCode)) return error;
  const said = error.message
    .replace(/^Code: \d+\. DB::Exception: /, '')
    .replace(/\s*(?:[.:,]\s*)?(?:in scope|In scope|While|while) [\s\S]*$/, '')
    .replace(/ \([A-Z_]+\)\s*$/, '')
    .slice(0, 300);
  const name = /`([^`]+)`|'([^']+)'/.exec(said);
  const at = name === null ? -1 : sql.indexOf(name[1] ?? name[2]!);
  return badSql(sql, said, at === -1 ? undefined : at);
}
