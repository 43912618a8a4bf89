import type { ReactNode } from 'react';
import { CopyButton } from '../controls/copy-text.tsx';
import { RangePicker } from '../time/range-picker.tsx';
import type { TimeRange } from '../time/time-range.ts';
import './table-page.css';

interface PageHeadProps {
  title: ReactNode;
  range: TimeRange;
  retentionHours: number | undefined;
  /** When the answer on the page was asked for, milliseconds since the epoch. */
  nowMs: number;
  choose: (range: { from: string | undefined; to: string | undefined }) => void;
  /** What the page is about: a service, an environment. */
  children?: ReactNode;
}

/** Title, scope in words, range, and the address to pass on. */
export function PageHead({ title, range, retentionHours = 168, nowMs, choose, children }: PageHeadProps) {
  return (
    <div className="pagehead">
      <h1 className="clip">{title}</h1>
      <span className="row choices">{children}</span>
      <span className="row right">
        <RangePicker
          range={range}
          retentionHours={retentionHours}
          nowMs={nowMs}
          choose={({ from, to }) => choose({ from, to })}
        />
        <CopyButton
          className="ctl plain wide"
          text={window.location.href}
          name="Copy the address of this view"
          label="Share"
        />
      </span>
    </div>
  );
}
