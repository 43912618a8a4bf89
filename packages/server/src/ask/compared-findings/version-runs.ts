import type { Engine } from '../../store/engine/engine.ts';
import { BoundValues } from '../bound-values.ts';
import { derivedTimeCondition } from '../pages/derived-time-condition.ts';
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
  const inEnvironment =
    environment === undefined ? '' : ` AND environment = ${bound.add('String', environment)}`;
  const { columns, rows, readRows } = await engine.query(
    `SELECT toString(service) AS of_service, toString(name) AS of_name, toString(version) AS ran,
       sum(sample_rate) AS hits
     FROM transactions
     WHERE bin = ${bound.add('String', bin)} AND ${derivedTimeCondition(range, bound)}
       AND service IN ${list(transactions.map(({ service }) => service))}
       AND name IN ${list(transactions.map(({ transaction }) => transaction))} AND version != ''${inEnvironment}
     GROUP BY service, name, version
     ORDER BY min(time)`,
    bound.params,
  );
  const of = new Map<string, VersionRun[]>();
  for (let row = 0; row < rows; row++) {
    const key = transactionKey(columns.of_service![row] as string, columns.of_name![row] as string);
    const run = { version: columns.ran![row] as string, hits: columns.hits![row] as number };
    const known = of.get(key);
    if (known === undefined) of.set(key, [run]);
    else known.push(run);
  }
  return { of, readRows };
}
