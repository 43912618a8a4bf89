import type { TransactionDetailAnswer, TransactionDetailSearch } from '@tracebin/model';
import type { BinScope } from '../../../receive/ingest.ts';
import type { Engine } from '../../../store/engine/engine.ts';
import { BoundValues } from '../../bound-values.ts';
import { isoTime } from '../../iso-time.ts';
import { derivedUntil } from '../derived-until.ts';
import { WEIGHT_BOUNDS, withFittingWeights } from '../fitting-weights.ts';
import { loadSeries } from '../load-series.ts';
import { planSteps, stepsAnswer } from '../step-plan.ts';
import { coverRange } from '../sums/cover-range.ts';
import { figuresAt, figuresOf, figuresSql } from '../transaction-figures.ts';
import { type DetailScope, detailCondition, detailScope } from './detail-scope.ts';
import { durationHistogram } from './duration-histogram.ts';
import { runAttempts } from './run-attempts.ts';
import { transactionOperations } from './transaction-operations.ts';
import { transactionSums } from './transaction-sums.ts';
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
  const covered = await coverRange(engine, scope.bin, scope.range);
  const whole = { ...scope, duration: {} };
  const isBrushed = scope.duration.min !== undefined || scope.duration.max !== undefined;
  const steps = planSteps(scope.range);
  const where = (bound: BoundValues) => detailCondition(scope, bound);
  const [all, brushed, distribution, kept, load, operations, tries, until] = await Promise.all([
    transactionSums(engine, whole, covered),
    isBrushed ? brushedFigures(engine, scope) : undefined,
    durationHistogram(engine, whole),
    isBrushed ? durationHistogram(engine, scope) : undefined,
    loadSeries(engine, where, steps, bin.apdexMs),
    transactionOperations(engine, scope, covered),
    runAttempts(engine, scope),
    derivedUntil(engine),
  ]);
  const shown = (brushed ?? all).figures;
  const { versions, environments } = brushed ?? all;
  const reads = [all, brushed, distribution, kept, load, operations, tries];
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
    versions,
    attempts: tries.attempts,
    environments,
    derivedUntil: until,
    readRows: reads.reduce((sum, each) => sum + (each?.readRows ?? 0), 0),
    elapsedMs: Math.round((performance.now() - began) * 100) / 100,
  };
}

/** Sums do not know how long single requests took. */
async function brushedFigures(engine: Engine, scope: DetailScope) {
  const bound = new BoundValues();
  const where = detailCondition(scope, bound);
  const [{ columns, readRows }, ran] = await Promise.all([
    withFittingWeights((weighted) =>
      engine.query(
        `SELECT ${figuresSql(weighted)}, ${WEIGHT_BOUNDS} FROM transactions WHERE ${where}`,
        bound.params,
      ),
    ),
    transactionVersions(engine, scope),
  ]);
  return {
    ...ran,
    figures: figuresAt(figuresOf(columns, 0, 1), 0),
    readRows: readRows + ran.readRows,
  };
}
