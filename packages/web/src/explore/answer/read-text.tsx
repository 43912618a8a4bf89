import { formatCount, type ReadFacts } from '@tracebin/model';

/** What an answer cost and what it leaves out: `412,386 events read in 142 ms`. */
export function ReadText({ read }: { read: ReadFacts }) {
  return (
    <span className="read-text small">
      {read.partial !== null && <b className="warn medium">In part: {read.partial} </b>}
      {read.sampled !== null && (
        <span className="warn">of {formatShare(read.sampled)} of the events, scaled up · </span>
      )}
      <span className="medium">{formatCount(read.rows)}</span>
      <span className="soft">{` event${read.rows === 1 ? '' : 's'} read in `}</span>
      <span className="medium">{Math.max(1, Math.round(read.elapsedMs))} ms</span>
    </span>
  );
}

const formatShare = (share: number): string => `${(share * 100).toPrecision(2)} %`;
