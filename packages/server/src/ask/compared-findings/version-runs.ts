import { TRANSACTION_SUM } from '../../derive/sums/sum-queries.ts';
import type { Engine } from '../../store/engine/engine.ts';
import { BoundValues } from '../bound-values.ts';
import type { DeployedVersions } from '../pages/deployed-versions.ts';
import { cover, type SummedQuarters } from '../pages/sums/cover-range.ts';
import { summed } from '../pages/sums/summed.ts';
import { transactionFilters } from '../pages/transaction-condition.ts';
import { transactionKey } from '../pages/transaction-key.ts';
import type { TimeRange } from '../time-range.ts';

/** One version of a service at one of its transactions, between two deploys. */
export interface VersionRun {
  version: string;
  /** 0, and one more each time that it was put back. */
  period: number;
  /** Weighted. */
  hits: number;
}

export interface RunScope {
  bin: string;
  range: TimeRange;
  environment: string | undefined;
  deployed: Promise<DeployedVersions>;
  /** Of the range. */
  summed: Promise<SummedQuarters>;
}

interface TransactionRuns {
  /** By transaction, what ran first first; versions without a name are left out. */
  of: Map<string, VersionRun[]>;
  /** By transaction, requests of all versions from `since` on, weighted. */
  hits: Map<string, number>;
  readRows: number;
}

/**
 * Of transactions, which versions answered how many requests.
 * @param since nanoseconds since the epoch
 */
export async function versionRuns(
  engine: Engine,
  { range, environment, deployed, summed: quarters }: RunScope,
  transactions: readonly { service: string; transaction: string }[],
  since: bigint,
): Promise<TransactionRuns> {
  if (transactions.length === 0) return { of: new Map(), hits: new Map(), readRows: 0 };
  const bound = new BoundValues();
  const list = (values: readonly string[]): string =>
    `(SELECT arrayJoin(${bound.add('Array(String)', [...new Set(values)])}))`;
  const filters = [
    `service IN ${list(transactions.map(({ service }) => service))}`,
    `name IN ${list(transactions.map(({ transaction }) => transaction))}`,
    ...transactionFilters({ environment, service: undefined, group: undefined }, bound),
  ];
  const { returns } = await deployed;
  const covered = cover(await quarters, range, [since, ...returns.map(({ at }) => at)]);
  const columns = ['service', 'name', 'version', 'first', 'hits'];
  const {
    columns: found,
    rows,
    readRows,
  } = await engine.query(
    `SELECT toString(service) AS of_service, toString(name) AS of_name, toString(version) AS ran, sum(hits) AS all_hits,
       sumIf(hits, first >= ${bound.addTime(since)}) AS hits_since,
       toFloat64(${periodSql(returns, bound)}) AS period
     FROM ${summed(TRANSACTION_SUM, covered, columns, filters, bound)}
     GROUP BY service, name, version, period
     ORDER BY min(first)`,
    bound.params,
  );
  const of = new Map<string, VersionRun[]>();
  const hits = new Map<string, number>();
  for (let row = 0; row < rows; row++) {
    const key = transactionKey(found.of_service![row] as string, found.of_name![row] as string);
    hits.set(key, (hits.get(key) ?? 0) + (found.hits_since![row] as number));
    if (found.ran![row] === '') continue;
    const run = {
      version: found.ran![row] as string,
      period: found.period![row] as number,
      hits: found.all_hits![row] as number,
    };
    const known = of.get(key);
    if (known === undefined) of.set(key, [run]);
    else known.push(run);
  }
  return { of, hits, readRows };
}

/**
 * How often the version of a row had been put back when it began; rows have `service`, `version` and `first`, which is
 * when it began.
 */
export function periodSql(returns: DeployedVersions['returns'], bound: BoundValues): string {
  if (returns.length === 0) return '0';
  const list = (values: readonly string[]): string => bound.add('Array(String)', values);
  const put = `arrayZip(${list(returns.map(({ service }) => service))},
    ${list(returns.map(({ version }) => version))},
    arrayMap(at -> toInt64(at), ${list(returns.map(({ at }) => at.toString()))}))`;
  return `arrayCount(put -> put.1 = service AND put.2 = version AND put.3 <= toUnixTimestamp64Nano(first), ${put})`;
}
