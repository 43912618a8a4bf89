import { COUNTED_KINDS, type Finding, formatCount, formatDuration } from '@tracebin/model';
import { formatPlural } from '../format/numbers.ts';

/** What a finding costs one request; errors cost no time, so of them how many there were. */
export function FindingCost({ finding: { kind, lost, examples, requests } }: { finding: Finding }) {
  if (kind === 'new-error') {
    return (
      <span className="cost">
        <b className="medium">{formatPlural(Math.round(requests), 'time')}</b>
      </span>
    );
  }
  // A few requests that cost far more than the rest are what is wrong.
  const worst = examples[0]?.lost ?? 0;
  return (
    <span className="cost">
      <b className="medium">{formatDuration(lost.p95)}</b>{' '}
      <span className="muted small">
        per request (p95){worst > 2 * lost.p95 && `, up to ${formatDuration(worst)}`}
      </span>
    </span>
  );
}

/** Before a statement: `30 × `, and the most where that is another story: `40 to 4,012 × `; nothing where the number says nothing. */
export function timesText({ kind, count }: Finding): string {
  if (!COUNTED_KINDS.has(kind)) return '';
  const usual = formatCount(count.p95);
  return count.max > 2 * count.p95 ? `${usual} to ${formatCount(count.max)} × ` : `${usual} × `;
}
