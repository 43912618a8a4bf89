import type { TransactionDetailAnswer, TransactionDetailSearch, TransactionFigures } from '@tracebin/model';
import type { BinScope } from '../../../receive/ingest.ts';
import type { Engine } from '../../../store/engine/engine.ts';
import { BoundValues } from '../../bound-values.ts';
import { isoTime } from '../../iso-time.ts';
import { derivedUntil } from '../derived-until.ts';
import { WEIGHT_BOUNDS, withFittingWeights } from '../fitting-weights.ts';
import { loadSeries } from '../load-series.ts';
import { planSteps, stepsAnswer } from '../step-plan.ts';
import { figuresAt, figuresOf, figuresSql } from '../transaction-figures.ts';
import { type DetailScope, detailCondition, detailScope } from './detail-scope.ts';
import { durationHistogram } from './duration-histogram.ts';
import { transactionOperations } from './transaction-operations.ts';
import { transactionVersions } from './transaction-versions.ts';

/**
 * One transaction: how long it takes, since when, and on what.
 * @throws BadRequestError `bad-time`, `bad-time-range`, `bad-duration`
 */
export async function transactionDetail(
  engine: Engine,
  bin: BinScope & { apdexMs: number },
  search: TransactionDetailSearch,
  nowMs = Date.now(),
): Promise<TransactionDetailAnswer> {
  const began = performance.now();
  const scope = detailScope(bin, search, nowMs);
  const whole = { ...scope, duration: {} };
  const isBrushed = scope.duration.min !== undefined || scope.duration.max !== undefined;
  const steps = planSteps(scope.range);
  const where = (bound: BoundValues) => detailCondition(scope, bound);
  const [all, brushed, distribution, kept, load, operations, versions, until] = await Promise.all([
    figures(engine, whole),
    isBrushed ? figures(engine, scope) : undefined,
    durationHistogram(engine, whole),
    isBrushed ? durationHistogram(engine, scope) : undefined,
    loadSeries(engine, where, steps, bin.apdexMs),
    transactionOperations(engine, scope),
    transactionVersions(engine, scope),
    derivedUntil(engine),
  ]);
  const shown = (brushed ?? all).figures;
  const reads = [all, brushed, distribution, kept, load, operations, versions];
  return {
    from: isoTime(scope.range.from),
    to: isoTime(scope.range.to),
    service: scope.service,
    name: scope.name,
    figures: shown,
    apdexMs: bin.apdexMs,
    steps: stepsAnswer(steps),
    series: load.series,
    histogram: distribution.histogram,
    percentiles: { p50: all.figures.median, p95: all.figures.p95, p99: all.figures.p99 },
    operations: operations.operations(shown.hits),
    samples: (kept ?? distribution).samples,
    versions: versions.versions,
    environments: versions.environments,
    derivedUntil: until,
    readRows: reads.reduce((sum, each) => sum + (each?.readRows ?? 0), 0),
    elapsedMs: Math.round((performance.now() - began) * 100) / 100,
  };
}

async function figures(
  engine: Engine,
  scope: DetailScope,
): Promise<{ figures: TransactionFigures; readRows: number }> {
  const bound = new BoundValues();
  const where = detailCondition(scope, bound);
  const { columns, readRows } = await withFittingWeights((weighted) =>
    engine.query(
      `SELECT ${figuresSql(weighted)}, ${WEIGHT_BOUNDS} FROM transactions WHERE ${where}`,
      bound.params,
    ),
  );
  return { figures: figuresAt(figuresOf(columns, 0, 1), 0), readRows };
}
