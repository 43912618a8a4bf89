import { TRANSACTION_SUM } from '../../../derive/sums/sum-queries.ts';
import type { Engine } from '../../../store/engine/engine.ts';
import { BoundValues } from '../../bound-values.ts';
import { isoTime } from '../../iso-time.ts';
import { coverRange } from '../sums/cover-range.ts';
import { summed } from '../sums/summed.ts';
import { transactionFilters } from '../transaction-condition.ts';

/** What a group of errors was before the range. */
export interface ErrorHistory {
  /** ISO 8601. */
  firstSeen: string;
  lastSeen: string;
  firstVersion: string;
  lastVersion: string;
  /** Seen first since the newest version of its service runs, which is not the first one. */
  isNew: boolean;
}

/**
 * Of groups of errors, by group, over all that the bin keeps.
 *
 * @param groups 16 hex digits each
 * @param until nanoseconds since the epoch; what happened later is not known yet
 * @param environment as if nothing had run anywhere else
 */
export async function errorHistories(
  engine: Engine,
  bin: string,
  groups: readonly string[],
  until: bigint,
  environment?: string,
): Promise<{ of: Map<string, ErrorHistory>; readRows: number }> {
  if (groups.length === 0) return { of: new Map(), readRows: 0 };
  const bound = new BoundValues();
  const end = bound.addTime(until);
  const own = bound.add('String', bin);
  const ids = `(SELECT reinterpretAsUInt64(reverse(unhex(arrayJoin(${bound.add('Array(String)', groups)})))))`;
  const ranThere = environment === undefined ? '' : ` AND environment = ${bound.add('String', environment)}`;
  const happenedThere =
    environment === undefined
      ? ''
      : ` AND (trace_id, service) IN (SELECT trace_id, service FROM transactions WHERE bin = ${own}${ranThere}
           AND trace_id IN (SELECT trace_id FROM errors WHERE bin = ${own} AND time <= ${end} AND group IN ${ids}))`;
  const covered = await coverRange(engine, bin, { from: 0n, to: until + 1n, isOpen: false });
  const filters = [
    "version != ''",
    ...transactionFilters({ environment, service: undefined, group: undefined }, bound),
  ];
  const ran = summed(TRANSACTION_SUM, covered, ['service', 'version', 'first'], filters, bound);
  const { columns, rows, readRows } = await engine.query(
    `SELECT id, toString(toUnixTimestamp64Nano(first)) AS first_at, toString(toUnixTimestamp64Nano(last)) AS last_at,
       first_version, last_version, newest_since > toDateTime64(0, 9, 'UTC') AND first >= newest_since AS is_new
     FROM (
       SELECT lower(leftPad(hex(group), 16, '0')) AS id, any(service) AS of_service, min(time) AS first,
         max(time) AS last, toString(argMin(version, time)) AS first_version,
         toString(argMax(version, time)) AS last_version
       FROM errors
       WHERE bin = ${own} AND time <= ${end}
         AND group IN ${ids}${happenedThere}
       GROUP BY group
     ) AS seen
     LEFT JOIN (
       SELECT service, max(since) AS newest_since FROM (
         SELECT service, version, min(first) AS since, min(since) OVER (PARTITION BY service) AS earliest
         FROM ${ran}
         GROUP BY service, version
       )
       WHERE since > earliest
       GROUP BY service
     ) AS ran ON seen.of_service = ran.service`,
    bound.params,
  );
  const value = <T>(name: string, row: number): T => columns[name]![row] as T;
  const of = new Map<string, ErrorHistory>();
  for (let row = 0; row < rows; row++) {
    of.set(value('id', row), {
      firstSeen: isoTime(BigInt(value<string>('first_at', row))),
      lastSeen: isoTime(BigInt(value<string>('last_at', row))),
      firstVersion: value('first_version', row),
      lastVersion: value('last_version', row),
      isNew: value<number>('is_new', row) === 1,
    });
  }
  return { of, readRows };
}
