import type { Finding } from '@tracebin/model';
import type { Engine } from '../store/engine/engine.ts';
import { BoundValues } from './bound-values.ts';
import { derivedTimeCondition } from './pages/derived-time-condition.ts';
import type { TimeRange } from './time-range.ts';

/** What else the transaction of a finding did in the range. Counts are weighted. */
export interface FindingSurroundings {
  hits: number;
  /** After the finding was last seen. */
  hitsSince: number;
}

export async function findingSurroundings(
  engine: Engine,
  { bin, range, environment }: { bin: string; range: TimeRange; environment: string | undefined },
  findings: readonly Pick<Finding, 'key' | 'service' | 'transaction' | 'lastSeen'>[],
): Promise<{ of: Map<string, FindingSurroundings>; readRows: number }> {
  if (findings.length === 0) return { of: new Map(), readRows: 0 };
  const bound = new BoundValues();
  const list = (values: readonly string[]): string => bound.add('Array(String)', values);
  const inEnvironment =
    environment === undefined ? '' : ` AND environment = ${bound.add('String', environment)}`;
  const { columns, rows, readRows } = await engine.query(
    `SELECT id, sum(weight) AS hits, sumIf(weight, time > last) AS since
     FROM (
       SELECT service, name, time, sample_rate AS weight
       FROM transactions
       WHERE bin = ${bound.add('String', bin)} AND ${derivedTimeCondition(range, bound)}
         AND service IN (${list([...new Set(findings.map(({ service }) => service))])})${inEnvironment}
     ) AS ran
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
  const of = new Map<string, FindingSurroundings>();
  for (let row = 0; row < rows; row++) {
    of.set(columns.id![row] as string, {
      hits: columns.hits![row] as number,
      hitsSince: columns.since![row] as number,
    });
  }
  return { of, readRows };
}
