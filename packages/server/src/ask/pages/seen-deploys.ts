import { TRANSACTION_SUM } from '../../derive/sums/sum-queries.ts';
import type { Engine } from '../../store/engine/engine.ts';
import { BoundValues } from '../bound-values.ts';
import type { TimeRange } from '../time-range.ts';
import { coverRange } from './sums/cover-range.ts';
import { summed } from './sums/summed.ts';
import { type TransactionScope, transactionCondition, transactionFilters } from './transaction-condition.ts';
import { type VersionStep, versionReturns } from './version-returns.ts';

/** A version counts as new where the day before did not know it. */
const LOOK_BACK_NANOS = 24n * 3_600_000_000_000n;
const SHORTEST_STEP_NANOS = 60_000_000_000n;
/** Steps of a range in which rollbacks are looked for. */
const STEPS = 600n;

/** Nanoseconds since the epoch. */
export interface SeenDeploy {
  at: bigint;
  service: string;
  version: string;
  /** The one that ran before it. */
  before: string;
  /** It had run before, and was put back. */
  isRollback: boolean;
}

type Scope = Pick<TransactionScope, 'bin' | 'range' | 'service' | 'environment'>;

/**
 * Deploys as traffic shows them: the first request of each `service.version` that the day before the range did not
 * know, and that of one which is put back after another has run in its place. The first version of all that a service
 * is seen with is no deploy. The oldest first.
 *
 * @param limit so many of the newest are kept
 */
export async function seenDeploys(engine: Engine, scope: Scope, limit: number): Promise<SeenDeploy[]> {
  const range: TimeRange = { ...scope.range, from: scope.range.from - LOOK_BACK_NANOS };
  if (range.from < 0n) range.from = 0n;
  const wide = { ...scope, range };
  const fresh = await newVersions(engine, wide);
  const services = [...new Set(fresh.map(({ service }) => service))];
  const returns = services.length === 0 ? [] : await returnedVersions(engine, wide, services);
  return [...fresh, ...returns]
    .filter(({ at }) => at >= scope.range.from)
    .sort((a, b) => (a.at < b.at ? -1 : a.at > b.at ? 1 : 0))
    .slice(-limit);
}

/** Of services that ran in more than one version. */
async function newVersions(engine: Engine, scope: Scope): Promise<SeenDeploy[]> {
  const bound = new BoundValues();
  const filters = ["version != ''", ...transactionFilters({ ...scope, group: undefined }, bound)];
  const covered = await coverRange(engine, scope.bin, scope.range);
  const ran = summed(TRANSACTION_SUM, covered, ['service', 'version', 'first'], filters, bound);
  const { columns, rows } = await engine.query(
    `SELECT of_service, of_version, of_before, toString(toUnixTimestamp64Nano(begun)) AS at
     FROM (
       SELECT toString(service) AS of_service, toString(version) AS of_version, min(first) AS begun,
         min(begun) OVER (PARTITION BY of_service) AS earliest,
         lagInFrame(of_version) OVER (PARTITION BY of_service ORDER BY begun
           ROWS BETWEEN UNBOUNDED PRECEDING AND CURRENT ROW) AS of_before
       FROM ${ran}
       GROUP BY of_service, of_version
     )
     WHERE begun > earliest`,
    bound.params,
  );
  return Array.from({ length: rows }, (_, row) => ({
    at: BigInt(columns.at![row] as string),
    service: columns.of_service![row] as string,
    version: columns.of_version![row] as string,
    before: columns.of_before![row] as string,
    isRollback: false,
  }));
}

/** Versions of services that were put back after another had run in their place; looked for in 600 steps of the range. */
export async function returnedVersions(
  engine: Engine,
  scope: Scope,
  services: readonly string[],
): Promise<SeenDeploy[]> {
  const bound = new BoundValues();
  const { from, to } = scope.range;
  const length = (to - from) / STEPS > SHORTEST_STEP_NANOS ? (to - from) / STEPS : SHORTEST_STEP_NANOS;
  const { columns, rows } = await engine.query(
    `SELECT of_service, groupArray(of_version) AS versions, groupArray(step) AS steps, groupArray(hits) AS counts,
       groupArray(toString(toUnixTimestamp64Nano(first))) AS firsts
     FROM (
       SELECT toString(service) AS of_service, toString(version) AS of_version,
         toFloat64(intDiv(toUnixTimestamp64Nano(time), ${bound.add('Int64', length.toString())})) AS step,
         sum(sample_rate) AS hits, min(time) AS first
       FROM transactions
       WHERE ${transactionCondition({ ...scope, group: undefined }, bound)} AND version != ''
         AND service IN (SELECT arrayJoin(${bound.add('Array(String)', services)}))
       GROUP BY service, version, step
     )
     GROUP BY of_service`,
    bound.params,
  );
  return Array.from({ length: rows }, (_, row): SeenDeploy[] => {
    const list = <Value>(name: string): Value[] => columns[name]![row] as Value[];
    const steps = list<string>('versions').map(
      (version, at): VersionStep => ({
        version,
        step: list<number>('steps')[at]!,
        hits: list<number>('counts')[at]!,
        first: BigInt(list<string>('firsts')[at]!),
      }),
    );
    const service = columns.of_service![row] as string;
    return versionReturns(steps).map((each) => ({ ...each, service, isRollback: true }));
  }).flat();
}
