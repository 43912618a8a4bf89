import {
  adviseOn,
  type Finding,
  type FindingExample,
  type FindingKind,
  type FindingThresholds,
  stableHash,
} from '@tracebin/model';
import { isoTime } from '../iso-time.ts';
import type { DeployedVersions } from '../pages/deployed-versions.ts';
import type { SummedQuarters } from '../pages/sums/cover-range.ts';
import type { TimeRange } from '../time-range.ts';

export interface ComparedScope {
  bin: string;
  range: TimeRange;
  /** How far what was before is looked at; nanoseconds since the epoch. */
  historyFrom: bigint;
  service: string | undefined;
  environment: string | undefined;
  transaction: string | undefined;
  thresholds: FindingThresholds;
  /** Of the range and its history. */
  deployed: Promise<DeployedVersions>;
  summed: Promise<SummedQuarters>;
}

export interface Compared {
  kind: FindingKind;
  /** What makes it the same finding the next time. */
  identity: readonly string[];
  service: string;
  transaction: string;
  statement: string;
  /** Where in the code, where that is known. */
  place?: Finding['place'];
  /** Nanoseconds since the epoch. */
  first: bigint;
  last: bigint;
  requests: number;
  share: number;
  lost: { median: number; p95: number; total: number };
  count?: { median: number; p95: number; max: number };
  firstVersion: string;
  lastVersion: string;
  examples: FindingExample[];
  evidence: Record<string, unknown>;
}

const NANOS_PER_HOUR = 3_600e9;

export function comparedFinding(found: Compared, { range }: ComparedScope): Finding {
  const { kind, identity, first, last, lost, place = null, ...rest } = found;
  const count = found.count ?? { median: 1, p95: 1, max: 1 };
  const hours = Math.max(1 / 60, Number(range.to - range.from) / NANOS_PER_HOUR);
  return {
    ...rest,
    key: stableHash([kind, ...identity].join('\0')),
    kind,
    place,
    status: 'open',
    statusBy: null,
    note: '',
    firstSeen: isoTime(first),
    lastSeen: isoTime(last),
    count,
    lost: {
      median: Math.max(0, Math.round(lost.median)),
      p95: Math.max(0, Math.round(lost.p95)),
      total: Math.max(0, Math.round(lost.total)),
      perHour: Math.max(0, Math.round(lost.total / hours)),
    },
    requestsSince: 0,
    advice: adviseOn({ ...rest, kind, count: count.max, scopes: [], language: '' }),
  };
}
