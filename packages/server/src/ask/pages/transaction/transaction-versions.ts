import type { TransactionVersions } from '@tracebin/model';
import type { Engine } from '../../../store/engine/engine.ts';
import { BoundValues } from '../../bound-values.ts';
import { isoTime } from '../../iso-time.ts';
import { WEIGHT_BOUNDS, withFittingWeights } from '../fitting-weights.ts';
import { fromRoughDuration, roughDuration } from '../rough-duration.ts';
import { percentiles } from '../transaction-figures.ts';
import { type DetailScope, detailCondition } from './detail-scope.ts';
import { MAX_VERSIONS } from './transaction-sums.ts';

/** How each version ran, whichever was asked for, of requests that took so long. */
export async function transactionVersions(
  engine: Engine,
  scope: DetailScope,
): Promise<{ versions: TransactionVersions; environments: string[]; readRows: number }> {
  const bound = new BoundValues();
  const all = { ...scope, version: undefined };
  const where = detailCondition(all, bound);
  const sql = (weighted: boolean): string =>
    `SELECT toString(version) AS of_version,
       toString(toUnixTimestamp64Nano(min(time))) AS first, toString(toUnixTimestamp64Nano(max(time))) AS final,
       sum(sample_rate) AS hits, sumIf(sample_rate, error) AS failed,
       ${percentiles('0.5, 0.95', roughDuration('duration'), weighted)} AS durations, ${WEIGHT_BOUNDS},
       groupUniqArray(${MAX_VERSIONS})(toString(environment)) AS environments
     FROM transactions
     WHERE ${where}
     GROUP BY version
     ORDER BY min(time) DESC
     LIMIT ${MAX_VERSIONS}`;
  const { columns, readRows } = await withFittingWeights((weighted) =>
    engine.query(sql(weighted), bound.params),
  );
  const column = <Value>(name: string) => (columns[name] as Value[]).toReversed();
  const durations = column<(number | string)[]>('durations');
  const versions = {
    version: column<string>('of_version'),
    firstSeen: column<string>('first').map((at) => isoTime(BigInt(at))),
    lastSeen: column<string>('final').map((at) => isoTime(BigInt(at))),
    hits: column<number>('hits'),
    median: durations.map(([median]) => fromRoughDuration(Number(median))),
    p95: durations.map(([, p95]) => fromRoughDuration(Number(p95))),
    errors: column<number>('failed'),
  };
  const environments = [...new Set(column<string[]>('environments').flat())]
    .filter((each) => each !== '')
    .sort();
  return { versions, environments, readRows };
}
