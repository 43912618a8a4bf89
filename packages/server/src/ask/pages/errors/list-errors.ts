import type { ErrorGroup, ErrorSearch, ErrorsAnswer } from '@tracebin/model';
import type { BinScope } from '../../../receive/ingest.ts';
import type { Engine } from '../../../store/engine/engine.ts';
import { BoundValues } from '../../bound-values.ts';
import { isoTime } from '../../iso-time.ts';
import { parseTimeRange } from '../../time-range.ts';
import { derivedUntil } from '../derived-until.ts';
import { parsePageLimit } from '../page-limit.ts';
import { readChoices } from '../read-choices.ts';
import { coverRange } from '../sums/cover-range.ts';
import { spread, stepOf } from '../time-steps.ts';
import { type ErrorHistory, errorHistories } from './error-history.ts';
import { type ErrorScope, errorCondition } from './error-scope.ts';

const DEFAULT_LIMIT = 500;
/** Clocks of senders may run ahead; what happened there is seen too. */
const AHEAD_NANOS = 86_400_000_000_000n;

/**
 * The groups of errors of a time range, the most frequent first.
 * @throws BadRequestError `bad-time`, `bad-time-range`, `bad-limit`
 */
export async function listErrors(
  engine: Engine,
  { bin, retentionHours }: BinScope,
  search: ErrorSearch,
  nowMs = Date.now(),
): Promise<ErrorsAnswer> {
  const began = performance.now();
  const range = parseTimeRange(search, retentionHours, nowMs);
  const limit = parsePageLimit(search.limit ?? DEFAULT_LIMIT);
  const { service, environment, transaction } = search;
  const scope: ErrorScope = { bin, range, service, environment, transaction, group: undefined };
  const [counted, choices, until] = await Promise.all([
    countGroups(engine, scope, limit + 1),
    coverRange(engine, bin, range).then((covered) => readChoices(engine, covered)),
    derivedUntil(engine),
  ]);
  const count = Math.min(counted.rows, limit);
  const column = <T = string>(name: string): T[] => (counted.columns[name] as T[]).slice(0, count);
  const ids = column('id');
  const end = range.isOpen ? range.to + AHEAD_NANOS : range.to;
  const histories = await errorHistories(engine, { bin, until: end, environment }, ids);
  const history = ids.map((id) => histories.of.get(id)!);
  const of = <Name extends keyof ErrorHistory>(name: Name): ErrorHistory[Name][] =>
    history.map((each) => each[name]);
  return {
    from: isoTime(range.from),
    to: isoTime(range.to),
    count,
    more: counted.rows > limit,
    groups: ids.map((group, row): ErrorGroup => {
      const value = (name: string): string => counted.columns[name]![row] as string;
      return {
        group,
        service: value('of_service'),
        type: value('of_type'),
        shape: value('of_shape'),
        message: value('newest_message'),
        place: value('of_place'),
      };
    }),
    errors: column<number>('errors'),
    firstSeen: of('firstSeen'),
    lastSeen: of('lastSeen'),
    firstVersion: of('firstVersion'),
    lastVersion: of('lastVersion'),
    isNew: of('isNew'),
    transaction: column<[string[], number[]]>('by_transaction').map(([names, counts]) =>
      mostOf(names, counts),
    ),
    transactions: column<[string[], number[]]>('by_transaction').map(([names]) => names.length),
    trend: ids.map((_, row) =>
      spread(counted.columns.steps![row] as number[], counted.columns.step_counts![row] as number[]),
    ),
    traceId: column('trace'),
    spanId: column('span'),
    all: {
      groups: counted.rows === 0 ? 0 : (counted.columns.found![0] as number),
      errors: counted.rows === 0 ? 0 : (counted.columns.every_error![0] as number),
    },
    ...choices.values,
    derivedUntil: until,
    readRows: counted.readRows + choices.readRows + histories.readRows,
    elapsedMs: Math.round((performance.now() - began) * 100) / 100,
  };
}

async function countGroups(engine: Engine, scope: ErrorScope, wanted: number) {
  const bound = new BoundValues();
  return await engine.query(
    `SELECT lower(leftPad(hex(group), 16, '0')) AS id, any(one_service) AS of_service, any(one_type) AS of_type,
       any(one_shape) AS of_shape, any(one_place) AS of_place, argMax(step_message, step_last) AS newest_message,
       lower(hex(argMax(step_trace, step_last))) AS trace, lower(hex(argMax(step_span, step_last))) AS span,
       sum(step_errors) AS errors, sumMap(step_transactions.1, step_transactions.2) AS by_transaction,
       groupArray(step) AS steps, groupArray(step_errors) AS step_counts,
       sum(errors) OVER () AS every_error, toFloat64(count() OVER ()) AS found
     FROM (
       SELECT group, ${stepOf(scope.range, bound)} AS step, toString(any(service)) AS one_service,
         toString(any(type)) AS one_type, any(shape) AS one_shape, any(place) AS one_place, max(time) AS step_last,
         argMax(message, time) AS step_message, argMax(trace_id, time) AS step_trace,
         argMax(span_id, time) AS step_span, sum(sample_rate) AS step_errors,
         sumMap([toString(transaction)], [sample_rate]) AS step_transactions
       FROM errors
       WHERE ${errorCondition(scope, bound)}
       GROUP BY group, step
     )
     GROUP BY group
     ORDER BY errors DESC, id
     LIMIT ${bound.add('UInt32', wanted)}`,
    bound.params,
  );
}

function mostOf(names: readonly string[], counts: readonly number[]): string {
  let most = 0;
  counts.forEach((count, at) => {
    if (count > counts[most]!) most = at;
  });
  return names[most] ?? '';
}
