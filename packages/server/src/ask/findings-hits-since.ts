import type { Finding } from '@tracebin/model';
import { TRANSACTION_SUM } from '../derive/sums/sum-queries.ts';
import type { Engine } from '../store/engine/engine.ts';
import { BoundValues } from './bound-values.ts';
import { cover, type SummedQuarters } from './pages/sums/cover-range.ts';
import { summed } from './pages/sums/summed.ts';
import { transactionFilters } from './pages/transaction-condition.ts';
import { parseTime, type TimeRange } from './time-range.ts';

/** By key, how often the transaction of a finding ran after the finding was last seen, weighted. */
export async function hitsSince(
  engine: Engine,
  scope: {
    range: TimeRange;
    environment: string | undefined;
    /** Of the range or a wider one. */
    summed: Promise<SummedQuarters>;
  },
  findings: readonly Pick<Finding, 'key' | 'service' | 'transaction' | 'lastSeen'>[],
): Promise<{ of: Map<string, number>; readRows: number }> {
  if (findings.length === 0) return { of: new Map(), readRows: 0 };
  const { range, environment } = scope;
  const bound = new BoundValues();
  const list = (values: readonly string[]): string => bound.add('Array(String)', values);
  const among = (values: readonly string[]): string => `(SELECT arrayJoin(${list([...new Set(values)])}))`;
  const filters = [
    `service IN ${among(findings.map(({ service }) => service))}`,
    `name IN ${among(findings.map(({ transaction }) => transaction))}`,
    ...transactionFilters({ environment, service: undefined, group: undefined }, bound),
  ];
  const cuts = findings.map(({ lastSeen }) => parseTime(lastSeen, 'lastSeen', 0n));
  // Mostly they were all seen a moment ago.
  const from = cuts.reduce((first, at) => (at < first ? at : first));
  const covered = cover(await scope.summed, { ...range, from }, cuts);
  const ran = summed(TRANSACTION_SUM, covered, ['service', 'name', 'first', 'hits'], filters, bound);
  const { columns, rows, readRows } = await engine.query(
    `SELECT id, sumIf(hits, first > last) AS since
     FROM ${ran} AS ran
     INNER JOIN (
       SELECT found.1 AS id, found.2 AS of_service, found.3 AS of_name,
         parseDateTime64BestEffort(found.4, 9, 'UTC') AS last
       FROM (SELECT arrayJoin(arrayZip(
         ${list(findings.map(({ key }) => key))},
         ${list(findings.map(({ service }) => service))},
         ${list(findings.map(({ transaction }) => transaction))},
         ${list(findings.map(({ lastSeen }) => lastSeen))})) AS found)
     ) AS told ON ran.service = told.of_service AND ran.name = told.of_name
     GROUP BY id`,
    bound.params,
  );
  const of = new Map<string, number>();
  for (let row = 0; row < rows; row++) of.set(columns.id![row] as string, columns.since![row] as number);
  return { of, readRows };
}
