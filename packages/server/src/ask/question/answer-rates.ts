import type { AnswerNumber } from '@tracebin/model';

/** RATE_AVG, RATE_SUM and RATE_MAX: how much the number changed since the bucket before; null where either is missing. */
export function changesOf(series: readonly AnswerNumber[]): AnswerNumber[] {
  return series.map((value, bucket) => {
    const before = bucket === 0 ? null : series[bucket - 1]!;
    return value === null || before === null ? null : value - before;
  });
}

/** Of a whole range: its mean change from bucket to bucket. */
export function meanChange(changes: readonly AnswerNumber[]): AnswerNumber {
  const known = changes.filter((each) => each !== null);
  return known.length === 0 ? null : known.reduce((sum, each) => sum + each, 0) / known.length;
}
