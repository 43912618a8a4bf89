import {
  COMPARISON_VERDICTS,
  type ComparedColumns,
  type ComparisonAnswer,
  type ComparisonSearch,
  LAYER_NAMES,
  type LayerName,
} from '@tracebin/model';
import { BadRequestError } from '../../../errors.ts';
import type { BinScope } from '../../../receive/ingest.ts';
import type { Engine } from '../../../store/engine/engine.ts';
import { isoTime } from '../../iso-time.ts';
import { parseTimeRange, type TimeRange } from '../../time-range.ts';
import { derivedUntil } from '../derived-until.ts';
import { transactionKey } from '../transaction-key.ts';
import { readSide, type SideRow, type SideScope } from './read-side.ts';
import { serviceVersions } from './service-versions.ts';
import { type ComparedVerdict, verdictsOf } from './verdicts.ts';

/**
 * Every transaction of two versions or times: which run better, which worse, which came and went.
 * @throws BadRequestError `bad-time`, `bad-time-range`, `bad-comparison`
 */
export async function compareTransactions(
  engine: Engine,
  { bin, retentionHours }: BinScope,
  search: ComparisonSearch,
  nowMs = Date.now(),
): Promise<ComparisonAnswer> {
  const began = performance.now();
  const { from, to, version, beforeFrom = from, beforeTo = to, beforeVersion } = search;
  const range = parseTimeRange({ from, to }, retentionHours, nowMs);
  const earlier = parseTimeRange({ from: beforeFrom, to: beforeTo }, retentionHours, nowMs);
  if (beforeFrom === from && beforeTo === to && beforeVersion === version) {
    throw new BadRequestError('bad-comparison', 'Both sides of the comparison are the same.', {
      hint: 'Give another "beforeVersion", or "beforeFrom" and "beforeTo".',
    });
  }
  const scope = {
    bin,
    group: search.group ?? ('endpoints' as const),
    service: search.service,
    environment: search.environment,
  };
  const sides: SideScope[] = [
    { ...scope, range: earlier, version: beforeVersion },
    { ...scope, range, version },
  ];
  const [before, after, versions, until] = await Promise.all([
    readSide(engine, sides[0]!),
    readSide(engine, sides[1]!),
    search.service === undefined
      ? []
      : serviceVersions(engine, { bin, service: search.service, range: spanning(range, earlier) }),
    derivedUntil(engine),
  ]);
  const rows = judged(before.rows, after.rows);
  return {
    before: { from: isoTime(earlier.from), to: isoTime(earlier.to), version: beforeVersion ?? null },
    after: { from: isoTime(range.from), to: isoTime(range.to), version: version ?? null },
    count: rows.length,
    service: rows.map(({ service }) => service),
    name: rows.map(({ name }) => name),
    verdict: rows.map(({ judged }) => judged.verdict),
    errorVerdict: rows.map(({ judged }) => judged.errorVerdict),
    beforeFigures: columnsOf(rows.map(({ before }) => before)),
    afterFigures: columnsOf(rows.map(({ after }) => after)),
    slowerChance: rows.map(({ judged }) => judged.slowerChance),
    tailShare: rows.map(({ judged }) => judged.tailShare),
    pDurations: rows.map(({ judged }) => judged.pDurations),
    pTail: rows.map(({ judged }) => judged.pTail),
    pErrors: rows.map(({ judged }) => judged.pErrors),
    layer: rows.map(({ changed }) => changed.layer),
    layerChange: rows.map(({ changed }) => changed.by),
    versions,
    derivedUntil: until,
    readRows: before.readRows + after.readRows,
    elapsedMs: Math.round((performance.now() - began) * 100) / 100,
  };
}

interface JudgedRow {
  service: string;
  name: string;
  before: SideRow | undefined;
  after: SideRow | undefined;
  judged: ComparedVerdict;
  changed: { layer: LayerName; by: number };
}

/** The worst first: by verdict, then by how much time the change costs or saves. */
function judged(before: Map<string, SideRow>, after: Map<string, SideRow>): JudgedRow[] {
  const keys = [...new Set([...after.keys(), ...before.keys()])];
  const pairs = keys.map((key) => ({ before: before.get(key), after: after.get(key) }));
  const verdicts = verdictsOf(pairs);
  const rows = pairs.map((pair, index) => ({
    service: (pair.after ?? pair.before)!.service,
    name: (pair.after ?? pair.before)!.name,
    ...pair,
    judged: verdicts[index]!,
    changed: mostChanged(pair.before, pair.after),
  }));
  const rank = ({ judged }: JudgedRow) => COMPARISON_VERDICTS.indexOf(judged.verdict);
  const weight = ({ before, after }: JudgedRow) =>
    Math.abs((after?.mean ?? 0) - (before?.mean ?? 0)) * Math.max(after?.hits ?? 0, before?.hits ?? 0);
  return rows.sort(
    (a, b) =>
      rank(a) - rank(b) ||
      weight(b) - weight(a) ||
      transactionKey(a.service, a.name).localeCompare(transactionKey(b.service, b.name)),
  );
}

function mostChanged(before: SideRow | undefined, after: SideRow | undefined): JudgedRow['changed'] {
  const changes = LAYER_NAMES.map((layer) => ({
    layer,
    by: (after?.layers[layer] ?? 0) - (before?.layers[layer] ?? 0),
  }));
  return changes.reduce((most, each) => (Math.abs(each.by) > Math.abs(most.by) ? each : most));
}

function columnsOf(rows: readonly (SideRow | undefined)[]): ComparedColumns {
  const column = (figure: 'hits' | 'mean' | 'median' | 'p95' | 'errors') =>
    rows.map((row) => row?.[figure] ?? 0);
  return {
    hits: column('hits'),
    mean: column('mean'),
    median: column('median'),
    p95: column('p95'),
    errors: column('errors'),
  };
}

const spanning = (one: TimeRange, other: TimeRange): TimeRange => ({
  from: one.from < other.from ? one.from : other.from,
  to: one.to > other.to ? one.to : other.to,
  isOpen: one.isOpen || other.isOpen,
});
