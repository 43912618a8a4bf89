import { type AnswerColumn, formatCount, formatDuration } from '@tracebin/model';

/** A number of an answer in words: `318 ms`, `4,012`, `0.25`. */
export function formatValue(value: number | null, unit: AnswerColumn['unit']): string {
  if (value === null) return '–';
  if (unit === 'ns') return formatDuration(value);
  if (Number.isInteger(value) || Math.abs(value) >= 1_000) return formatCount(value);
  return value.toLocaleString('en-US', { maximumSignificantDigits: 3 });
}

/** A round number on an axis, without the decimals that it does not have: `100 ms`, `10 s`, `2 M`. */
export function formatTick(value: number, unit: AnswerColumn['unit']): string {
  if (unit === 'ns') {
    for (const [name, size] of DURATION_UNITS)
      if (Math.abs(value) >= size) return `${Number((value / size).toPrecision(3))} ${name}`;
    return value === 0 ? '0' : `${Number(value.toPrecision(3))} ns`;
  }
  for (const [name, size] of COUNT_UNITS)
    if (Math.abs(value) >= size) return `${Number((value / size).toPrecision(3))} ${name}`;
  return String(Number(value.toPrecision(3)));
}

const DURATION_UNITS: readonly (readonly [string, number])[] = [
  ['h', 3600e9],
  ['min', 60e9],
  ['s', 1e9],
  ['ms', 1e6],
  ['µs', 1e3],
];
const COUNT_UNITS: readonly (readonly [string, number])[] = [
  ['G', 1e9],
  ['M', 1e6],
  ['k', 1e3],
];

/** `12.5 %`, with as many digits as a small share needs. */
export function formatShare(share: number): string {
  const percent = share * 100;
  if (percent === 0) return '0 %';
  if (percent >= 99.95) return '100 %';
  const digits = percent < 0.1 ? 2 : percent < 10 || percent > 99 ? 1 : 0;
  return percent < 0.005 ? '< 0.01 %' : `${percent.toFixed(digits)} %`;
}
