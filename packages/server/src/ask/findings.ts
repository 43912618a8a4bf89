/** What was found in a bin, out of the occurrences in single traces and what people have said of them. */

import {
  adviseOn,
  DEFAULT_THRESHOLDS,
  type Finding,
  type FindingKind,
  type FindingSearch,
  type FindingsAnswer,
  type FindingThresholds,
} from '@tracebin/model';
import { fromDurationStep } from '../derive/analyse/duration-step.ts';
import { FINDING_SUM, MAX_EXAMPLES, percentilesOf } from '../derive/sums/sum-queries.ts';
import type { BinScope } from '../receive/ingest.ts';
import type { Engine } from '../store/engine/engine.ts';
import { BoundValues } from './bound-values.ts';
import { comparedFindings } from './compared-findings/index.ts';
import { type FindingEvidence, type FindingProof, findingEvidence } from './findings-evidence.ts';
import { withHistory } from './findings-history.ts';
import { hitsSince } from './findings-hits-since.ts';
import { findingStates, statusOf } from './findings-status.ts';
import { type FindingHistory, findingVersions } from './findings-versions.ts';
import { isoTime } from './iso-time.ts';
import { deployedVersions } from './pages/deployed-versions.ts';
import { derivedUntil } from './pages/derived-until.ts';
import { cover, type SummedQuarters, summedQuarters } from './pages/sums/cover-range.ts';
import { summed } from './pages/sums/summed.ts';
import { parseTimeRange, type TimeRange } from './time-range.ts';

export const DEFAULT_FINDINGS_LIMIT = 100;
/** The status is known only after the numbers are; so many findings of a bin are looked at. */
const MAX_FINDINGS = 500;
const NANOS_PER_HOUR = 3_600e9;

/**
 * The costliest first; those that cost no time of their own, new errors, by how often they happen.
 * @throws BadRequestError `bad-time`, `bad-time-range`
 */
export async function listFindings(
  engine: Engine,
  bin: BinScope & { thresholds?: FindingThresholds },
  search: FindingSearch = {},
  nowMs = Date.now(),
): Promise<FindingsAnswer> {
  const began = performance.now();
  const range = parseTimeRange(search, bin.retentionHours, nowMs);
  const history = withHistory(range, bin.retentionHours, nowMs);
  const thresholds = bin.thresholds ?? DEFAULT_THRESHOLDS;
  const quarters = summedQuarters(engine, bin.bin, history);
  const { service, environment } = search;
  const deployed = deployedVersions(engine, {
    bin: bin.bin,
    range: history,
    service,
    environment,
    summed: quarters,
  });
  // Those who wait for it begin later: until then a failure has nobody to hear it, which would end the process.
  deployed.catch(() => {});
  const scope = { bin: bin.bin, environment, deployed, summed: quarters };
  const [{ found, since, versions }, compared, states, until] = await Promise.all([
    readFindings(engine, { ...scope, range }, search).then(async (found) => {
      const [since, versions] = await Promise.all([
        hitsSince(engine, { ...scope, range }, found.findings),
        findingVersions(
          engine,
          { ...scope, range: history },
          found.findings,
          thresholds.fixedRequests,
          range.from,
        ),
      ]);
      return { found, since, versions };
    }),
    comparedFindings(
      engine,
      {
        ...scope,
        range,
        historyFrom: history.from,
        service: search.service,
        transaction: search.transaction,
        thresholds,
      },
      search.kind,
    ),
    findingStates(engine, bin.bin),
    derivedUntil(engine),
  ]);
  const hours = Number(range.to - range.from) / NANOS_PER_HOUR;
  const all = [
    ...found.findings.map((finding) =>
      withSurroundings(finding, since.of.get(finding.key), versions.of.get(finding.key), hours),
    ),
    ...compared.findings,
  ]
    .map((finding) => ({
      ...finding,
      ...statusOf(finding, states.get(finding.key), versions.of.get(finding.key)),
    }))
    .filter(({ status }) => search.status === undefined || status === search.status)
    .sort((a, b) => b.lost.total - a.lost.total || b.requests - a.requests || (a.key < b.key ? -1 : 1));
  const limit = search.limit ?? DEFAULT_FINDINGS_LIMIT;
  return {
    from: isoTime(range.from),
    to: isoTime(range.to),
    more: all.length > limit,
    findings: all.slice(0, limit),
    derivedUntil: until,
    readRows:
      found.readRows + compared.readRows + since.readRows + versions.readRows + (await deployed).readRows,
    elapsedMs: Math.round((performance.now() - began) * 100) / 100,
  };
}

function withSurroundings(
  finding: Finding,
  hitsSince: number | undefined,
  versions: FindingHistory | undefined,
  hours: number,
): Finding {
  return {
    ...finding,
    firstSeen: versions?.firstSeen ?? finding.firstSeen,
    firstVersion: versions?.first ?? '',
    lastVersion: versions?.last ?? '',
    lost: { ...finding.lost, perHour: Math.round(finding.lost.total / Math.max(hours, 1 / 60)) },
    share: versions === undefined || versions.hits === 0 ? 1 : Math.min(1, finding.requests / versions.hits),
    requestsSince: hitsSince ?? 0,
  };
}

interface FindingScope {
  bin: string;
  range: TimeRange;
  environment: string | undefined;
  /** Of the range or a wider one. */
  summed: Promise<SummedQuarters>;
}

async function readFindings(
  engine: Engine,
  { bin, range, environment, summed: quarters }: FindingScope,
  search: FindingSearch,
): Promise<{ findings: Finding[]; readRows: number }> {
  const bound = new BoundValues();
  const filters = [
    ...(search.service ? [`service = ${bound.add('String', search.service)}`] : []),
    ...(search.transaction ? [`transaction = ${bound.add('String', search.transaction)}`] : []),
    ...(environment === undefined ? [] : [`environment = ${bound.add('String', environment)}`]),
    ...(search.kind ? [`kind = ${bound.add('String', search.kind)}`] : []),
  ];
  const covered = cover(await quarters, range);
  const wanted = [...Object.keys(FINDING_SUM.keys), ...Object.keys(FINDING_SUM.values)];
  const { columns, rows, readRows } = await engine.query(
    `SELECT
       lower(leftPad(hex(key), 16, '0')) AS id,
       toString(any(kind)) AS of_kind, toString(any(service)) AS of_service,
       toString(any(transaction)) AS of_transaction,
       argMaxIf((code_file, code_line, code_function), last, code_file != '') AS place,
       toString(toUnixTimestamp64Nano(min(first))) AS begun, toString(toUnixTimestamp64Nano(max(last))) AS seen,
       sum(requests) AS all_requests,
       ${percentilesOf('0.5, 0.95', 'counts')} AS all_counts, toFloat64(max(most)) AS all_most,
       ${percentilesOf('0.5, 0.95', 'losses')} AS all_losses, toFloat64(max(longest)) AS all_longest,
       sum(spent) AS total,
       arrayMap(example -> (lower(hex(example.2)), lower(hex(example.3)), toString(toUnixTimestamp64Nano(example.4)),
         -toFloat64(example.1), toFloat64(example.5)), groupArraySortedArray(${MAX_EXAMPLES})(examples)) AS costliest
     FROM ${summed(FINDING_SUM, covered, wanted, filters, bound)}
     GROUP BY key
     ORDER BY total DESC, id
     LIMIT ${MAX_FINDINGS}`,
    bound.params,
  );
  const examples = (columns.costliest ?? []) as [FoundExample, ...FoundExample[]][];
  const proofs = examples.map(
    ([[traceId, spanId, time]], row): FindingProof => ({
      key: columns.id![row] as string,
      traceId,
      spanId,
      time,
    }),
  );
  const proven = await findingEvidence(engine, bin, proofs);
  const findings = Array.from({ length: rows }, (_, row) => findingOf(columns, row, proven.of));
  return { findings, readRows: readRows + proven.readRows };
}

/** Trace, span, time, what was lost, how often; the costliest first, of which there is always one. */
type FoundExample = [string, string, string, number, number];

function findingOf(
  columns: Record<string, unknown[]>,
  row: number,
  proven: ReadonlyMap<string, FindingEvidence>,
): Finding {
  const value = <T>(name: string): T => columns[name]![row] as T;
  const [file, line, inFunction] = value<[string, number, string]>('place');
  const [countMedian, countP95] = value<(number | string)[]>('all_counts').map(Number) as [number, number];
  // The middle of the longest one's step may lie above it.
  const lost = (step: number): number => Math.min(fromDurationStep(step), value('all_longest'));
  const [lostMedian, lostP95] = value<number[]>('all_losses').map(lost) as [number, number];
  // Between the two questions its trace may have been written anew.
  const { statement, evidence } = proven.get(value('id')) ?? { statement: '', evidence: {} };
  const { scopes, language, urlPath, queriesOnce } = evidence as {
    scopes?: string[];
    language?: string;
    urlPath?: string;
    queriesOnce?: number;
  };
  const kind = value<FindingKind>('of_kind');
  const finding = {
    kind,
    transaction: value<string>('of_transaction'),
    statement,
  };
  return {
    ...finding,
    key: value('id'),
    service: value('of_service'),
    place: file === '' ? null : { file, line, function: inFunction },
    status: 'open',
    statusBy: null,
    note: '',
    firstSeen: isoTime(BigInt(value<string>('begun'))),
    lastSeen: isoTime(BigInt(value<string>('seen'))),
    requests: value('all_requests'),
    share: 1,
    count: { median: countMedian, p95: countP95, max: value('all_most') },
    lost: { median: lostMedian, p95: lostP95, total: value('total'), perHour: 0 },
    requestsSince: 0,
    firstVersion: '',
    lastVersion: '',
    examples: value<FoundExample[]>('costliest').map(([traceId, spanId, at, lost, count]) => ({
      traceId,
      spanId,
      at: isoTime(BigInt(at)),
      count,
      lost,
    })),
    evidence,
    advice: adviseOn({
      ...finding,
      count: value<number>('all_most'),
      scopes: scopes ?? [],
      language: language ?? '',
      urlPath,
      queriesOnce,
    }),
  };
}
