import type { ErrorAnswer, ErrorDetailSearch, ErrorGroup } from '@tracebin/model';
import { NotFoundError } from '../../../errors.ts';
import type { BinScope } from '../../../receive/ingest.ts';
import type { Engine } from '../../../store/engine/engine.ts';
import { BoundValues } from '../../bound-values.ts';
import { isoTime } from '../../iso-time.ts';
import { parseTimeRange } from '../../time-range.ts';
import { derivedUntil } from '../derived-until.ts';
import { spread, stepNanos, stepOf } from '../time-steps.ts';
import { errorTransactions, errorVersions, newestErrors } from './error-details.ts';
import { errorHistories } from './error-history.ts';
import { type ErrorScope, errorCondition, parseGroup } from './error-scope.ts';

export const ERROR_STEPS = 120;
const AHEAD_NANOS = 86_400_000_000_000n;

/**
 * All about one group of errors in a time range.
 * @throws BadRequestError `bad-group`, `bad-time`, `bad-time-range`
 * @throws NotFoundError where the bin has no such error at all
 */
export async function getError(
  engine: Engine,
  { bin, retentionHours }: BinScope,
  group: string,
  search: ErrorDetailSearch,
  nowMs = Date.now(),
): Promise<ErrorAnswer> {
  const began = performance.now();
  const range = parseTimeRange(search, retentionHours, nowMs);
  const id = parseGroup(group);
  const scope: ErrorScope = {
    bin,
    range,
    service: undefined,
    environment: search.environment,
    transaction: undefined,
    group: id,
  };
  const told = await readGroup(engine, bin, id);
  const end = range.isOpen ? range.to + AHEAD_NANOS : BigInt(Math.trunc(nowMs)) * 1_000_000n;
  const [counted, histories, versions, transactions, newest, until] = await Promise.all([
    countSteps(engine, scope),
    errorHistories(engine, { bin, until: end, environment: search.environment }, [id]),
    errorVersions(engine, scope),
    errorTransactions(engine, scope, told.service),
    newestErrors(engine, scope),
    derivedUntil(engine),
  ]);
  // Where it has never happened in the environment that was asked for, it is known all the same.
  const history =
    histories.of.get(id) ??
    (search.environment === undefined
      ? undefined
      : (await errorHistories(engine, { bin, until: end, environment: undefined }, [id])).of.get(id));
  if (history === undefined) throw new NotFoundError('No error of this group has happened yet.');
  const errors = spread(
    counted.columns.step as number[],
    counted.columns.errors as number[],
    Number,
    0,
    ERROR_STEPS,
  );
  return {
    ...told,
    from: isoTime(range.from),
    to: isoTime(range.to),
    errors: errors.reduce((sum, each) => sum + each, 0),
    ...history,
    steps: { lengthMs: Number(stepNanos(range, ERROR_STEPS)) / 1e6, errors },
    versions: versions.found,
    transactions: transactions.found,
    newest: newest.found,
    derivedUntil: until,
    readRows:
      counted.readRows + histories.readRows + versions.readRows + transactions.readRows + newest.readRows,
    elapsedMs: Math.round((performance.now() - began) * 100) / 100,
  };
}

async function countSteps(engine: Engine, scope: ErrorScope) {
  const bound = new BoundValues();
  return await engine.query(
    `SELECT ${stepOf(scope.range, bound, ERROR_STEPS)} AS step, sum(sample_rate) AS errors
     FROM errors WHERE ${errorCondition(scope, bound)} GROUP BY step`,
    bound.params,
  );
}

/** What it is, whenever it happened last. */
async function readGroup(engine: Engine, bin: string, group: string): Promise<ErrorGroup> {
  const bound = new BoundValues();
  const { columns, rows } = await engine.query(
    `SELECT toString(service) AS service, toString(type) AS type, shape, message, place
     FROM errors
     WHERE bin = ${bound.add('String', bin)} AND group = ${bound.add('UInt64', BigInt(`0x${group}`).toString())}
     ORDER BY time DESC LIMIT 1`,
    bound.params,
  );
  if (rows === 0) throw new NotFoundError('No group of errors has this id.');
  const value = (name: string): string => columns[name]![0] as string;
  return {
    group,
    service: value('service'),
    type: value('type'),
    shape: value('shape'),
    message: value('message'),
    place: value('place'),
  };
}
