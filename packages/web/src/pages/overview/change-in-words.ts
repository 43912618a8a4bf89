import { formatDuration } from '@tracebin/model';
import type { LoadFigures } from '../../load/load-figures.ts';

export interface Change {
  text: string;
  /** Worth being red: worse by more than noise. */
  isBad: boolean;
}

type Changes = Record<'mean' | 'perMinute' | 'errorRate' | 'apdex', Change | undefined>;

const NOTHING: Changes = { mean: undefined, perMinute: undefined, errorRate: undefined, apdex: undefined };
/** Errors turn red where their rate doubles and is worth an alarm at all. */
const ALARMING_RATE = 0.01;

/** How figures differ from those of another time; empty where there is nothing to compare with. */
export function changeInWords(now: LoadFigures, before: LoadFigures | undefined, when: string): Changes {
  if (before === undefined) return NOTHING;
  return {
    mean: meanChange(now.mean, before.mean, when),
    perMinute: rateChange(now.perMinute, before.perMinute),
    errorRate: errorChange(now.errorRate, before.errorRate),
    apdex: apdexChange(now.apdex, before.apdex),
  };
}

function meanChange(now: number | undefined, before: number | undefined, when: string): Change | undefined {
  if (now === undefined || before === undefined) return undefined;
  const difference = now - before;
  if (Math.abs(difference) < before * 0.01) return { text: `as on ${when}`, isBad: false };
  const sign = difference > 0 ? '+' : '-';
  return {
    text: `${sign}${formatDuration(Math.abs(difference))} on ${when}`,
    isBad: difference > before * 0.5,
  };
}

function rateChange(now: number, before: number): Change | undefined {
  if (before === 0) return undefined;
  const percent = Math.round((now / before - 1) * 100);
  return { text: percent === 0 ? 'no change' : `${percent > 0 ? '+' : ''}${percent} %`, isBad: false };
}

function errorChange(now: number | undefined, before: number | undefined): Change | undefined {
  if (now === undefined || before === undefined) return undefined;
  const text = `${(before * 100).toFixed(2)} %`;
  if ((now * 100).toFixed(2) === (before * 100).toFixed(2)) return { text: 'no change', isBad: false };
  return { text: `was ${text}`, isBad: now >= ALARMING_RATE && now > before * 2 };
}

function apdexChange(now: number | undefined, before: number | undefined): Change | undefined {
  if (now === undefined || before === undefined) return undefined;
  if (now.toFixed(2) === before.toFixed(2)) return { text: 'no change', isBad: false };
  return { text: `was ${before.toFixed(2)}`, isBad: now < before - 0.1 };
}
