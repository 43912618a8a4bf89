import type { ErrorOccurrence, ErrorTransaction, ErrorVersion } from '@tracebin/model';
import type { Engine } from '../../../store/engine/engine.ts';
import { BoundValues } from '../../bound-values.ts';
import { isoTime } from '../../iso-time.ts';
import { derivedTimeCondition } from '../derived-time-condition.ts';
import { type ErrorScope, errorCondition } from './error-scope.ts';

const MAX_PARTS = 50;
const MAX_NEWEST = 20;

interface Read<T> {
  found: T[];
  readRows: number;
}

/** Versions in which errors of a scope happened, the newest first. */
export async function errorVersions(engine: Engine, scope: ErrorScope): Promise<Read<ErrorVersion>> {
  const bound = new BoundValues();
  const { columns, rows, readRows } = await engine.query(
    `SELECT toString(version) AS of_version, sum(sample_rate) AS errors,
       toString(toUnixTimestamp64Nano(min(time))) AS first, toString(toUnixTimestamp64Nano(max(time))) AS last
     FROM errors WHERE ${errorCondition(scope, bound)}
     GROUP BY version ORDER BY max(time) DESC LIMIT ${MAX_PARTS}`,
    bound.params,
  );
  const found = Array.from({ length: rows }, (_, row) => ({
    version: columns.of_version![row] as string,
    errors: columns.errors![row] as number,
    firstSeen: isoTime(BigInt(columns.first![row] as string)),
    lastSeen: isoTime(BigInt(columns.last![row] as string)),
  }));
  return { found, readRows };
}

/** Transactions in which they happened, most errors first, and how likely each is to fail so. */
export async function errorTransactions(
  engine: Engine,
  scope: ErrorScope,
  service: string,
): Promise<Read<ErrorTransaction>> {
  const bound = new BoundValues();
  const environment =
    scope.environment === undefined ? '' : `AND environment = ${bound.add('String', scope.environment)}`;
  const { columns, rows, readRows } = await engine.query(
    `SELECT failed.of_name AS of_name, failed.errors AS errors, failed.last AS last, ran.hits AS hits
     FROM (
       SELECT toString(transaction) AS of_name, sum(sample_rate) AS errors,
         toString(toUnixTimestamp64Nano(max(time))) AS last
       FROM errors WHERE ${errorCondition(scope, bound)}
       GROUP BY transaction ORDER BY errors DESC, of_name LIMIT ${MAX_PARTS}
     ) AS failed
     LEFT JOIN (
       SELECT toString(name) AS of_name, sum(sample_rate) AS hits
       FROM transactions
       WHERE bin = ${bound.add('String', scope.bin)} AND ${derivedTimeCondition(scope.range, bound)}
         AND service = ${bound.add('String', service)} ${environment}
       GROUP BY name
     ) AS ran ON failed.of_name = ran.of_name
     ORDER BY errors DESC, of_name`,
    bound.params,
  );
  const found = Array.from({ length: rows }, (_, row) => {
    const errors = columns.errors![row] as number;
    const hits = columns.hits![row] as number;
    return {
      transaction: columns.of_name![row] as string,
      errors,
      // A request that fails twice is one that fails; some errors stand in requests that began before the range.
      share: hits > 0 ? Math.min(1, errors / hits) : 1,
      lastSeen: isoTime(BigInt(columns.last![row] as string)),
    };
  });
  return { found, readRows };
}

export async function newestErrors(engine: Engine, scope: ErrorScope): Promise<Read<ErrorOccurrence>> {
  const bound = new BoundValues();
  const { columns, rows, readRows } = await engine.query(
    `SELECT toString(toUnixTimestamp64Nano(time)) AS at, lower(hex(trace_id)) AS trace, lower(hex(span_id)) AS span,
       toString(transaction) AS of_transaction, toString(version) AS of_version, message
     FROM errors WHERE ${errorCondition(scope, bound)}
     ORDER BY time DESC LIMIT ${MAX_NEWEST}`,
    bound.params,
  );
  const value = (name: string, row: number): string => columns[name]![row] as string;
  const found = Array.from({ length: rows }, (_, row) => ({
    at: isoTime(BigInt(value('at', row))),
    traceId: value('trace', row),
    spanId: value('span', row),
    transaction: value('of_transaction', row),
    version: value('of_version', row),
    message: value('message', row),
  }));
  return { found, readRows };
}
