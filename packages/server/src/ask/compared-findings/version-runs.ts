import { TRANSACTION_SUM } from '../../derive/sums/sum-queries.ts';
import type { Engine } from '../../store/engine/engine.ts';
import { BoundValues } from '../bound-values.ts';
import { coverRange } from '../pages/sums/cover-range.ts';
import { summed } from '../pages/sums/summed.ts';
import { transactionFilters } from '../pages/transaction-condition.ts';
import { transactionKey } from '../pages/transaction-key.ts';
import type { TimeRange } from '../time-range.ts';

/** One version of a service at one of its transactions. */
export interface VersionRun {
  version: string;
  /** Weighted. */
  hits: number;
}

/** Of transactions, which versions answered how many requests, the version that began first first; unnamed ones are left out. */
export async function versionRuns(
  engine: Engine,
  { bin, range, environment }: { bin: string; range: TimeRange; environment: string | undefined },
  transactions: readonly { service: string; transaction: string }[],
): Promise<{ of: Map<string, VersionRun[]>; readRows: number }> {
  if (transactions.length === 0) return { of: new Map(), readRows: 0 };
  const bound = new BoundValues();
  const list = (values: readonly string[]): string =>
    `(SELECT arrayJoin(${bound.add('Array(String)', [...new Set(values)])}))`;
  const filters = [
    `service IN ${list(transactions.map(({ service }) => service))}`,
    `name IN ${list(transactions.map(({ transaction }) => transaction))}`,
    "version != ''",
    ...transactionFilters({ environment, service: undefined, group: undefined }, bound),
  ];
  const covered = await coverRange(engine, bin, range);
  const columns = ['service', 'name', 'version', 'first', 'hits'];
  const {
    columns: found,
    rows,
    readRows,
  } = await engine.query(
    `SELECT toString(service) AS of_service, toString(name) AS of_name, toString(version) AS ran, sum(hits) AS all_hits
     FROM ${summed(TRANSACTION_SUM, covered, columns, filters, bound)}
     GROUP BY service, name, version
     ORDER BY min(first)`,
    bound.params,
  );
  const of = new Map<string, VersionRun[]>();
  for (let row = 0; row < rows; row++) {
    const key = transactionKey(found.of_service![row] as string, found.of_name![row] as string);
    const run = { version: found.ran![row] as string, hits: found.all_hits![row] as number };
    const known = of.get(key);
    if (known === undefined) of.set(key, [run]);
    else known.push(run);
  }
  return { of, readRows };
}
