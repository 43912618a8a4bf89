import type { ComparedPair, CompareHead, PairPart } from '@tracebin/model';
import { formatShare, formatValue } from '../answer/format-value.ts';
import { pointsText } from './compare-words.ts';

interface ComparedPairsProps {
  pairs: readonly ComparedPair[];
  head: CompareHead;
  filterTo: (parts: readonly PairPart[]) => void;
}

/** Two fields that say more together than each by itself, a line each. */
export function ComparedPairs({ pairs, head, filterTo }: ComparedPairsProps) {
  if (pairs.length === 0) return null;
  return (
    <ul className="compared-pairs small" aria-label="Two fields together">
      {pairs.map(({ parts, selection, rest, difference, strength, score }) => (
        <li key={parts.map(({ name }) => name).join(' ')}>
          <span className="muted">Together</span> <Part part={parts[0]} /> <span className="muted">and</span>{' '}
          <Part part={parts[1]} />{' '}
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
          <button type="button" className="link-button" onClick={() => filterTo(parts)}>
            Only these
          </button>
        </li>
      ))}
    </ul>
  );
}

const Part = ({ part }: { part: PairPart }) => (
  <span className="medium">
    {part.name}
    {'min' in part
      ? ` ${formatValue(part.min, part.unit)} – ${formatValue(part.max, part.unit)}`
      : part.value === null
        ? ' missing'
        : ` = ${part.value}`}
  </span>
);
