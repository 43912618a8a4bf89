/** Since when and in which versions of its service a finding was seen, and what follows from it. */
import type { Finding, IsoTime } from '@tracebin/model';
import { FINDING_SUM } from '../derive/sums/sum-queries.ts';
import type { Engine } from '../store/engine/engine.ts';
import { BoundValues } from './bound-values.ts';
import { periodSql, type RunScope, type VersionRun, versionRuns } from './compared-findings/version-runs.ts';
import { isoTime } from './iso-time.ts';
import { cover } from './pages/sums/cover-range.ts';
import { summed } from './pages/sums/summed.ts';
import { transactionKey } from './pages/transaction-key.ts';

export interface FindingVersions {
  /** Empty where the sender names none. */
  first: string;
  last: string;
  /**
   * `fixed`: versions since have answered enough requests of the transaction without it. `back`: one had, and then it was
   * seen again.
   */
  verdict: 'fixed' | 'back' | undefined;
}

/** What is known of a finding in all of the history that was looked at. */
export interface FindingHistory extends FindingVersions {
  firstSeen: IsoTime | undefined;
  /** Of its transaction since the time that was asked for, weighted. */
  hits: number;
}

/** @param since nanoseconds since the epoch: from when on requests are counted */
export async function findingVersions(
  engine: Engine,
  scope: RunScope,
  findings: readonly Pick<Finding, 'key' | 'service' | 'transaction'>[],
  enough: number,
  since: bigint,
): Promise<{ of: Map<string, FindingHistory>; readRows: number }> {
  if (findings.length === 0) return { of: new Map(), readRows: 0 };
  const [seen, runs] = await Promise.all([
    seenVersions(engine, scope, findings),
    versionRuns(engine, scope, findings, since),
  ]);
  const of = new Map<string, FindingHistory>();
  for (const { key, service, transaction } of findings) {
    const transactionOf = transactionKey(service, transaction);
    const ran = runs.of.get(transactionOf) ?? [];
    const found = seen.of.get(key);
    of.set(key, {
      ...judge(ran, found?.runs ?? new Set(), enough),
      firstSeen: found?.first,
      hits: runs.hits.get(transactionOf) ?? 0,
    });
  }
  return { of, readRows: seen.readRows + runs.readRows };
}

/**
 * @param ran what ran first first
 * @param seenIn names of such runs
 */
export function judge(
  ran: readonly VersionRun[],
  seenIn: ReadonlySet<string>,
  enough: number,
): FindingVersions {
  const places = ran.flatMap((run, at) => (seenIn.has(nameOfRun(run)) ? [at] : []));
  const first = places[0];
  const last = places.at(-1);
  if (first === undefined || last === undefined) return { first: '', last: '', verdict: undefined };
  const without = ran.slice(last + 1).reduce((sum, { hits }) => sum + hits, 0);
  const wasFixed = ran.slice(first, last).some((run) => !seenIn.has(nameOfRun(run)) && run.hits >= enough);
  return {
    first: ran[first]!.version,
    last: ran[last]!.version,
    verdict: without >= enough ? 'fixed' : wasFixed ? 'back' : undefined,
  };
}

export const nameOfRun = ({ version, period }: Pick<VersionRun, 'version' | 'period'>): string =>
  `${version}\0${period}`;

async function seenVersions(
  engine: Engine,
  { range, environment, deployed, summed: quarters }: RunScope,
  findings: readonly Pick<Finding, 'key'>[],
): Promise<{ of: Map<string, { runs: Set<string>; first: IsoTime }>; readRows: number }> {
  const bound = new BoundValues();
  const { returns } = await deployed;
  const keys = bound.add(
    'Array(String)',
    findings.map(({ key }) => BigInt(`0x${key}`).toString()),
  );
  const filters = [
    `key IN (SELECT toUInt64(arrayJoin(${keys})))`,
    ...(environment === undefined ? [] : [`environment = ${bound.add('String', environment)}`]),
  ];
  const covered = cover(
    await quarters,
    range,
    returns.map(({ at }) => at),
  );
  const source = summed(FINDING_SUM, covered, ['key', 'service', 'version', 'first'], filters, bound);
  const { columns, rows, readRows } = await engine.query(
    `SELECT lower(leftPad(hex(key), 16, '0')) AS id, groupUniqArrayIf((toString(version), toFloat64(${periodSql(returns, bound)})), version != '') AS runs,
       toString(toUnixTimestamp64Nano(min(first))) AS begun
     FROM ${source}
     GROUP BY key`,
    bound.params,
  );
  const of = new Map<string, { runs: Set<string>; first: IsoTime }>();
  for (let row = 0; row < rows; row++) {
    of.set(columns.id![row] as string, {
      runs: new Set(
        (columns.runs![row] as [string, number][]).map(([version, period]) => nameOfRun({ version, period })),
      ),
      first: isoTime(BigInt(columns.begun![row] as string)),
    });
  }
  return { of, readRows };
}
