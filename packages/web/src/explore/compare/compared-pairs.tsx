import type { ComparedPair, CompareHead, PairPart } from '@tracebin/model';
import { formatShare } from '../answer/format-value.ts';
import { partText, pointsText } from './compare-words.ts';

interface ComparedPairsProps {
  pairs: readonly ComparedPair[];
  head: CompareHead;
  filterTo: (parts: readonly PairPart[], isAway: boolean) => void;
}

/** Two fields that say more together than each by itself, a line each. */
export function ComparedPairs({ pairs, head, filterTo }: ComparedPairsProps) {
  if (pairs.length === 0) return null;
  return (
    <ul className="compared-pairs small" aria-label="Two fields together">
      {pairs.map(({ parts, selection, rest, difference, strength, score }) => (
        <li key={parts.map(({ name }) => name).join(' ')}>
          <span className="muted">Together</span> <span className="medium">{partText(parts[0])}</span>{' '}
          <span className="muted">and</span> <span className="medium">{partText(parts[1])}</span>
          {': '}
          <span className="nowrap">
            <b className="medium">{formatShare(selection / head.selection.weight)}</b>{' '}
            <span className="muted">against {formatShare(rest / head.rest.weight)},</span>
          </span>{' '}
          <span
            className="nowrap soft"
            title={`At least ${(score * 100).toFixed(1)} points of it are no chance`}
          >
            {strength} {pointsText(difference)}
          </span>{' '}
          <button type="button" className="link-button" onClick={() => filterTo(parts, false)}>
            Only these
          </button>
        </li>
      ))}
    </ul>
  );
}
