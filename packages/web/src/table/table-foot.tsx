import { formatCount } from '@tracebin/model';
import type { ReactNode } from 'react';
import { LagText, type WorkedUp } from '../controls/lag-text.tsx';
import { formatPlural } from '../format/numbers.ts';

interface TableFootProps {
  noun: string;
  /** Plural where it is not the noun with an s. */
  plural?: string;
  shown: number;
  count: number;
  /** There are more on the server than it gave. */
  more: boolean;
  data: WorkedUp;
  nowMs: number;
  slow: boolean;
  download: () => void;
  /** A key to the colours of the table. */
  children?: ReactNode;
}

/** Under a table: how much of it is shown, how fresh it is, and its file. */
export function TableFoot(props: TableFootProps) {
  const { noun, plural, shown, count, more, data, nowMs, slow, download, children } = props;
  return (
    <p className="foot small muted" role="status">
      {(shown < count || more) && (
        <span>
          {plural === undefined || shown === 1
            ? formatPlural(shown, noun)
            : `${formatCount(shown)} ${plural}`}{' '}
          of {more && 'the first '}
          {formatCount(count)}
          {more && '; a service or a shorter range shows the rest'}
        </span>
      )}
      <LagText data={data} nowMs={nowMs} />
      {slow && <span>asking…</span>}
      <span className="row right">
        {children}
        <button type="button" className="link-button" onClick={download}>
          Download CSV
        </button>
      </span>
    </p>
  );
}
