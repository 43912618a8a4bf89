import { FINDING_KIND_TITLES, type Finding } from '@tracebin/model';
import { csvNumber } from '../../table/csv.ts';
import { placeText } from './finding-entry.tsx';

const COLUMNS: readonly [string, (finding: Finding) => string | number][] = [
  ['finding', ({ kind }) => FINDING_KIND_TITLES[kind]],
  ['service', ({ service }) => service],
  ['transaction', ({ transaction }) => transaction],
  ['statement', ({ statement }) => statement],
  ['place', ({ place }) => placeText(place)],
  ['status', ({ status }) => status],
  ['requests', ({ requests }) => csvNumber(requests)],
  ['share of requests', ({ share }) => csvNumber(share)],
  ['calls median', ({ count }) => count.median],
  ['calls p95', ({ count }) => count.p95],
  ['calls max', ({ count }) => count.max],
  ['lost per request p50 (ms)', ({ lost }) => csvNumber(lost.median / 1e6)],
  ['lost per request p95 (ms)', ({ lost }) => csvNumber(lost.p95 / 1e6)],
  ['lost per hour (ms)', ({ lost }) => csvNumber(lost.perHour / 1e6)],
  ['first seen', ({ firstSeen }) => firstSeen],
  ['last seen', ({ lastSeen }) => lastSeen],
  ['first version', ({ firstVersion }) => firstVersion],
  ['last version', ({ lastVersion }) => lastVersion],
  ['key', ({ key }) => key],
  ['trace', ({ examples }) => examples[0]?.traceId ?? ''],
];

export const findingLines = (findings: readonly Finding[]): (string | number)[][] => [
  COLUMNS.map(([head]) => head),
  ...findings.map((finding) => COLUMNS.map(([, value]) => value(finding))),
];
