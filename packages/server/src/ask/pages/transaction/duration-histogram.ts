import { type DurationHistogram, LAYER_NAMES, type TransactionSamples } from '@tracebin/model';
import type { Engine } from '../../../store/engine/engine.ts';
import { BoundValues } from '../../bound-values.ts';
import { isoTime } from '../../iso-time.ts';
import { type DetailScope, detailCondition } from './detail-scope.ts';

/** Bins of an eighth of an octave are 9 % wide: as fine as can be told apart on a screen. */
const BINS_PER_OCTAVE = 8;
/** Of each bin so many requests are kept to choose samples from. */
const KEPT_PER_BIN = 3;
const MAX_SAMPLES = 16;

type Sample = [string, string, string, string, number | boolean, string, number, ...string[]];

const SAMPLE = `(trace_id, span_id, time, duration, error, version, queries, ${LAYER_NAMES.join(', ')})`;
/** Made text of when they are few: of all rows it took half of the CPU. */
const told = (sample: string): string =>
  `(lower(hex(${sample}.1)), lower(hex(${sample}.2)), toString(toUnixTimestamp64Nano(${sample}.3)), toString(${sample}.4),
    toUInt8(${sample}.5), toString(${sample}.6), toFloat64(${sample}.7), ${LAYER_NAMES.map((_, at) => `toString(${sample}.${8 + at})`).join(', ')})`;

/** Where the durations lie, and single requests from fast to slow; which ones is decided by a hash, but the slowest is among them. */
export async function durationHistogram(
  engine: Engine,
  scope: DetailScope,
): Promise<{ histogram: DurationHistogram; samples: TransactionSamples; readRows: number }> {
  const bound = new BoundValues();
  const { columns, rows, readRows } = await engine.query(
    `SELECT toInt32(floor(log2(greatest(duration, 1)) * ${BINS_PER_OCTAVE})) AS at,
       sum(sample_rate) AS hits, sumIf(sample_rate, error) AS errors,
       groupArraySorted(${KEPT_PER_BIN})((cityHash64(trace_id, span_id), ${SAMPLE})) AS chosen,
       arrayMap(each -> ${told('(each.2)')}, chosen) AS kept,
       argMax(${SAMPLE}, duration) AS longest, ${told('longest')} AS slowest
     FROM transactions
     WHERE ${detailCondition(scope, bound)}
     GROUP BY at
     ORDER BY at`,
    bound.params,
  );
  if (rows === 0) return { histogram: { first: 0, hits: [], errors: [] }, samples: samplesOf([]), readRows };
  const first = columns.at![0] as number;
  const count = (columns.at![rows - 1] as number) - first + 1;
  const histogram = { first, hits: zeros(count), errors: zeros(count) };
  for (let row = 0; row < rows; row++) {
    const bin = (columns.at![row] as number) - first;
    histogram.hits[bin] = columns.hits![row] as number;
    histogram.errors[bin] = columns.errors![row] as number;
  }
  const kept = (columns.kept as Sample[][]).flat();
  const slowest = columns.slowest![rows - 1] as Sample;
  if (!kept.some(([traceId, spanId]) => traceId === slowest[0] && spanId === slowest[1])) kept.push(slowest);
  return { histogram, samples: samplesOf(kept), readRows };
}

const zeros = (count: number): number[] => new Array<number>(count).fill(0);

/** Evenly from the fastest to the slowest of those that were kept. */
function samplesOf(kept: readonly Sample[]): TransactionSamples {
  const sorted = [...kept].sort((a, b) => Number(a[3]) - Number(b[3]));
  const wanted = Math.min(MAX_SAMPLES, sorted.length);
  const chosen = Array.from({ length: wanted }, (_, at) => {
    return sorted[wanted === 1 ? 0 : Math.round((at * (sorted.length - 1)) / (wanted - 1))]!;
  });
  return {
    traceId: chosen.map(([traceId]) => traceId),
    spanId: chosen.map(([, spanId]) => spanId),
    at: chosen.map(([, , at]) => isoTime(BigInt(at))),
    duration: chosen.map(([, , , duration]) => Number(duration)),
    error: chosen.map(([, , , , error]) => Boolean(error)),
    version: chosen.map(([, , , , , version]) => version),
    queries: chosen.map(([, , , , , , queries]) => queries),
    layers: Object.fromEntries(
      LAYER_NAMES.map((layer, index) => [layer, chosen.map((sample) => Number(sample[7 + index]))]),
    ) as TransactionSamples['layers'],
  };
}
