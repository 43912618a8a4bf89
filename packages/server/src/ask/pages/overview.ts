import type { ComparedWith, OverviewAnswer, OverviewSearch } from '@tracebin/model';
import type { BinScope } from '../../receive/ingest.ts';
import type { Engine } from '../../store/engine/engine.ts';
import { isoTime } from '../iso-time.ts';
import { parseTimeRange, type TimeRange } from '../time-range.ts';
import { derivedUntil } from './derived-until.ts';
import { markersOf } from './list-markers.ts';
import { loadSeries } from './load-series.ts';
import { readChoices } from './read-choices.ts';
import { planSteps, stepsAnswer } from './step-plan.ts';
import { coverRange } from './sums/cover-range.ts';
import { type TransactionScope, transactionCondition } from './transaction-condition.ts';

const HOUR = 3_600_000_000_000n;
const SHIFTS: Record<ComparedWith, bigint> = { day: 24n * HOUR, week: 168n * HOUR };

/**
 * What is slow, since when: time per request by layer, throughput, errors and Apdex over time.
 * @throws BadRequestError `bad-time`, `bad-time-range`
 */
export async function overview(
  engine: Engine,
  { bin, retentionHours, apdexMs }: BinScope & { apdexMs: number },
  search: OverviewSearch,
  nowMs = Date.now(),
): Promise<OverviewAnswer> {
  const began = performance.now();
  const range = parseTimeRange(search, retentionHours, nowMs);
  const scope: TransactionScope = {
    bin,
    range,
    group: search.group ?? 'endpoints',
    service: search.service,
    environment: search.environment,
  };
  const steps = planSteps(range);
  const earlier = earlierRange(range, search.compare, retentionHours, nowMs);
  const [now, before, { markers }, choices, until] = await Promise.all([
    loadSeries(engine, (bound) => transactionCondition(scope, bound), steps, apdexMs),
    earlier === null
      ? null
      : loadSeries(
          engine,
          (bound) => transactionCondition({ ...scope, range: earlier }, bound),
          { ...steps, start: steps.start - (range.from - earlier.from) },
          apdexMs,
        ),
    markersOf(engine, scope),
    coverRange(engine, bin, range).then((covered) => readChoices(engine, covered, scope.group)),
    derivedUntil(engine),
  ]);
  return {
    from: isoTime(range.from),
    to: isoTime(range.to),
    apdexMs,
    steps: stepsAnswer(steps),
    series: now.series,
    all: now.all,
    before:
      earlier === null || before === null
        ? null
        : { from: isoTime(earlier.from), to: isoTime(earlier.to), series: before.series, all: before.all },
    markers,
    ...choices.values,
    derivedUntil: until,
    readRows: now.readRows + (before?.readRows ?? 0) + choices.readRows,
    elapsedMs: Math.round((performance.now() - began) * 100) / 100,
  };
}

/** Null where nothing is compared, or where the bin no longer has it whole: half a day against a whole one says nothing. */
function earlierRange(
  { from, to }: TimeRange,
  compare: ComparedWith | undefined,
  retentionHours: number,
  nowMs: number,
): TimeRange | null {
  if (compare === undefined) return null;
  const shift = SHIFTS[compare];
  const oldest = (BigInt(Math.trunc(nowMs)) - BigInt(Math.round(retentionHours * 3_600_000))) * 1_000_000n;
  if (from - shift < oldest) return null;
  return { from: from - shift, to: to - shift, isOpen: false };
}
