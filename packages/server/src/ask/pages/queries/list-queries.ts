import type { QueriesAnswer, QuerySearch } from '@tracebin/model';
import type { BinScope } from '../../../receive/ingest.ts';
import type { Engine } from '../../../store/engine/engine.ts';
import { BoundValues } from '../../bound-values.ts';
import { isoTime } from '../../iso-time.ts';
import { parseTimeRange } from '../../time-range.ts';
import { derivedUntil } from '../derived-until.ts';
import { parsePageLimit } from '../page-limit.ts';
import { readChoices } from '../read-choices.ts';
import { spread, stepOf } from '../time-steps.ts';
import { FIGURES, figuresOf, STEP_FIGURES } from './query-figures.ts';
import { hexOf, type QueryScope, queryCondition } from './query-scope.ts';
import { readStatements } from './read-statements.ts';

const DEFAULT_LIMIT = 500;
const MAX_STATEMENT_LENGTH = 500;
const MAX_TARGETS = 20;

/**
 * The statements that were asked in a time range, the largest total time first.
 * @throws BadRequestError `bad-time`, `bad-time-range`, `bad-limit`
 */
export async function listQueries(
  engine: Engine,
  { bin, retentionHours }: BinScope,
  search: QuerySearch,
  nowMs = Date.now(),
): Promise<QueriesAnswer> {
  const began = performance.now();
  const range = parseTimeRange(search, retentionHours, nowMs);
  const limit = parsePageLimit(search.limit ?? DEFAULT_LIMIT);
  const scope: QueryScope = {
    bin,
    range,
    layer: search.layer ?? 'db',
    service: search.service,
    environment: search.environment,
    transaction: search.transaction,
    fingerprint: undefined,
  };
  const [{ columns, rows, readRows }, callers, choices, until] = await Promise.all([
    countQueries(engine, scope, limit + 1),
    costliestCallers(engine, scope),
    readChoices(engine, { bin, range }),
    derivedUntil(engine),
  ]);
  const count = Math.min(rows, limit);
  const texts = <T = string>(name: string): T[] => (columns[name] as T[]).slice(0, count);
  const fingerprint = texts('id');
  const statements = await readStatements(
    engine,
    bin,
    fingerprint.map((each, row) => ({
      fingerprint: each,
      layer: columns.of_layer![row] as number,
      time: columns.last![row] as string,
    })),
    MAX_STATEMENT_LENGTH,
  );
  return {
    from: isoTime(range.from),
    to: isoTime(range.to),
    count,
    more: rows > limit,
    fingerprint,
    summary: texts('of_summary'),
    statement: fingerprint.map((each) => statements.get(each) ?? ''),
    system: texts('of_system'),
    targets: texts<string[]>('targets'),
    askers: texts<string[]>('askers'),
    caller: fingerprint.map((each) => callers.of.get(each)?.name ?? ''),
    callers: fingerprint.map((each) => callers.of.get(each)?.count ?? 0),
    figures: figuresOf(columns, count),
    trend: fingerprint.map((_, row) =>
      spread(columns.steps![row] as number[], columns.step_totals![row] as number[]),
    ),
    all: {
      statements: rows === 0 ? 0 : (columns.found![0] as number),
      calls: rows === 0 ? 0 : (columns.every_call![0] as number),
      total: rows === 0 ? 0 : (columns.every_total![0] as number),
    },
    ...choices.values,
    derivedUntil: until,
    readRows: readRows + callers.readRows + choices.readRows,
    elapsedMs: Math.round((performance.now() - began) * 100) / 100,
  };
}

async function countQueries(engine: Engine, scope: QueryScope, wanted: number) {
  const bound = new BoundValues();
  return await engine.query(
    `SELECT ${hexOf('fingerprint')} AS id, any(one_summary) AS of_summary, any(one_system) AS of_system,
       any(one_layer) AS of_layer, toString(toUnixTimestamp64Nano(max(step_last))) AS last,
       arraySort(arrayFilter(target -> target != '', groupUniqArrayArray(${MAX_TARGETS})(step_targets))) AS targets,
       arraySort(groupUniqArrayArray(${MAX_TARGETS})(step_askers)) AS askers,
       ${FIGURES},
       groupArray(step) AS steps, groupArray(step_total) AS step_totals,
       sum(all_total) OVER () AS every_total, sum(all_calls) OVER () AS every_call,
       toFloat64(count() OVER ()) AS found
     FROM (
       SELECT fingerprint, ${stepOf(scope.range, bound)} AS step,
         toString(any(summary)) AS one_summary, toString(any(system)) AS one_system, any(layer) AS one_layer,
         groupUniqArray(${MAX_TARGETS})(toString(target)) AS step_targets,
         groupUniqArray(${MAX_TARGETS})(toString(service)) AS step_askers,
         max(time) AS step_last, ${STEP_FIGURES}
       FROM operations
       WHERE ${queryCondition(scope, bound)}
       GROUP BY fingerprint, step
     )
     GROUP BY fingerprint
     ORDER BY all_total DESC, id
     LIMIT ${bound.add('UInt32', wanted)}`,
    bound.params,
  );
}

/** Of every statement the transaction that spends most time on it, and how many there are. */
async function costliestCallers(
  engine: Engine,
  scope: QueryScope,
): Promise<{ of: Map<string, { name: string; count: number }>; readRows: number }> {
  const bound = new BoundValues();
  const { columns, rows, readRows } = await engine.query(
    `SELECT ${hexOf('fingerprint')} AS id, argMax(name, spent) AS of_name, toFloat64(count()) AS callers
     FROM (
       SELECT fingerprint, service, toString(transaction) AS name, sum(total * sample_rate) AS spent
       FROM operations
       WHERE ${queryCondition(scope, bound)}
       GROUP BY fingerprint, service, transaction
     )
     GROUP BY fingerprint`,
    bound.params,
  );
  const of = new Map<string, { name: string; count: number }>();
  for (let row = 0; row < rows; row++) {
    of.set(columns.id![row] as string, {
      name: columns.of_name![row] as string,
      count: columns.callers![row] as number,
    });
  }
  return { of, readRows };
}
