import { TRANSACTION_SUM } from '../../derive/sums/sum-queries.ts';
import type { Engine } from '../../store/engine/engine.ts';
import { BoundValues } from '../bound-values.ts';
import type { TimeRange } from '../time-range.ts';
import { returnedVersions, type SeenDeploy } from './seen-deploys.ts';
import { cover, type SummedQuarters, summedQuarters } from './sums/cover-range.ts';
import { summed } from './sums/summed.ts';
import { transactionFilters } from './transaction-condition.ts';

/** A version of a service. Nanoseconds since the epoch. */
export interface DeployedVersion {
  version: string;
  /** Its first request, or the one with which it was put back last. */
  since: bigint;
  /** Weighted. */
  hits: number;
}

export interface DeployedVersions {
  /** By service; what was deployed last is last. */
  of: Map<string, DeployedVersion[]>;
  /** Versions that were put back after another had run in their place. */
  returns: SeenDeploy[];
  readRows: number;
}

interface Scope {
  bin: string;
  range: TimeRange;
  service: string | undefined;
  environment: string | undefined;
  /** Of the range, where it is asked for already. */
  summed?: Promise<SummedQuarters>;
}

/** In which order versions of services were deployed, as their requests tell; unnamed ones are left out. */
export async function deployedVersions(engine: Engine, scope: Scope): Promise<DeployedVersions> {
  const bound = new BoundValues();
  const quarters = await (scope.summed ?? summedQuarters(engine, scope.bin, scope.range));
  const covered = cover(quarters, scope.range);
  const filters = ["version != ''", ...transactionFilters({ ...scope, group: undefined }, bound)];
  const wanted = ['service', 'version', 'first', 'last', 'hits'];
  const { columns, rows, readRows } = await engine.query(
    `SELECT toString(service) AS of_service, toString(version) AS of_version, sum(hits) AS all_hits,
       toString(toUnixTimestamp64Nano(min(first))) AS begun, toString(toUnixTimestamp64Nano(max(last))) AS seen
     FROM ${summed(TRANSACTION_SUM, covered, wanted, filters, bound)}
     GROUP BY service, version
     ORDER BY min(first)`,
    bound.params,
  );
  const of = new Map<string, DeployedVersion[]>();
  const lastSeen = new Map<string, bigint>();
  const unsure = new Set<string>();
  for (let row = 0; row < rows; row++) {
    const service = columns.of_service![row] as string;
    const [first, last] = [BigInt(columns.begun![row] as string), BigInt(columns.seen![row] as string)];
    const before = lastSeen.get(service) ?? 0n;
    // Where a version was seen after the first request of a later one, that one may have been taken back.
    if (before > first) unsure.add(service);
    lastSeen.set(service, before > last ? before : last);
    const version = {
      version: columns.of_version![row] as string,
      since: first,
      hits: columns.all_hits![row] as number,
    };
    const known = of.get(service);
    if (known === undefined) of.set(service, [version]);
    else known.push(version);
  }
  if (unsure.size === 0) return { of, returns: [], readRows };
  const from = BigInt(columns.begun![0] as string);
  const returns = await returnedVersions(engine, { ...scope, range: { ...scope.range, from } }, [...unsure]);
  for (const { service, version, at } of returns) {
    const known = of.get(service)!.find((each) => each.version === version)!;
    if (at > known.since) known.since = at;
  }
  for (const service of unsure) of.get(service)!.sort((a, b) => (a.since < b.since ? -1 : 1));
  return { of, returns, readRows };
}
