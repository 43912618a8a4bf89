import type { Engine } from '../../store/engine/engine.ts';
import { BoundValues } from '../bound-values.ts';
import type { TimeRange } from '../time-range.ts';
import { type TransactionScope, transactionCondition } from './transaction-condition.ts';

/** A version counts as new where the day before did not know it. */
const LOOK_BACK_NANOS = 24n * 3_600_000_000_000n;

/** Nanoseconds since the epoch. */
export interface SeenDeploy {
  at: bigint;
  service: string;
  version: string;
  /** The one that was new before it. */
  before: string;
}

/**
 * Deploys as traffic shows them: the first request of each `service.version` that the day before the range did not
 * know. The first version of all that a service is seen with is no deploy. The oldest first.
 *
 * @param limit so many of the newest are kept
 */
export async function seenDeploys(
  engine: Engine,
  scope: Pick<TransactionScope, 'bin' | 'range' | 'service' | 'environment'>,
  limit: number,
): Promise<SeenDeploy[]> {
  const bound = new BoundValues();
  const range: TimeRange = { ...scope.range, from: scope.range.from - LOOK_BACK_NANOS };
  if (range.from < 0n) range.from = 0n;
  const { columns, rows } = await engine.query(
    `SELECT of_service, of_version, of_before, toString(toUnixTimestamp64Nano(first)) AS at
     FROM (
       SELECT toString(service) AS of_service, toString(version) AS of_version, min(time) AS first,
         min(first) OVER (PARTITION BY of_service) AS earliest,
         lagInFrame(of_version) OVER (PARTITION BY of_service ORDER BY first
           ROWS BETWEEN UNBOUNDED PRECEDING AND CURRENT ROW) AS of_before
       FROM transactions
       WHERE ${transactionCondition({ ...scope, range, group: undefined }, bound)} AND version != ''
       GROUP BY of_service, of_version
     )
     WHERE first > earliest AND first >= ${bound.addTime(scope.range.from)}
     ORDER BY first DESC
     LIMIT ${bound.add('UInt32', limit)}`,
    bound.params,
  );
  return Array.from({ length: rows }, (_, row) => ({
    at: BigInt(columns.at![row] as string),
    service: columns.of_service![row] as string,
    version: columns.of_version![row] as string,
    before: columns.of_before![row] as string,
  })).reverse();
}
