import { formatCount, formatDuration, LAYER_NAMES } from '@tracebin/model';
import { memo } from 'react';
import { isGroupRow } from '../layout/visible-rows.ts';
import type { DrawnTrace } from '../view/folding.ts';
import { Quantity } from './quantity.tsx';
import { rowText } from './row-text.ts';

export interface WaterfallRowProps {
  trace: DrawnTrace;
  item: number;
  row: number;
  depth: number;
  /** From the top of the list, and height, in CSS pixels. */
  top: number;
  height: number;
  /** Undefined where there is nothing to fold. */
  folded: boolean | undefined;
  current: boolean;
  selected: boolean;
  quiet: boolean;
  /** What was found in the span or the folded group, in a word or two. */
  finding: string | undefined;
  /** Its host's clock seems to be off by this much; 0 for most. Nothing is moved for it. */
  clockOff: number;
  /** Guides that fit; deeper rows say their depth as a number. */
  maxGuides: number;
  guideWidth: number;
}

export const rowId = (row: number): string => `trace-row-${row}`;

/** The left part of a row; its bar is drawn by the canvas that lies over the right part. */
export const WaterfallRow = memo(function WaterfallRow(props: WaterfallRowProps) {
  const {
    trace,
    item,
    row,
    depth,
    top,
    height,
    folded,
    current,
    selected,
    quiet,
    finding,
    clockOff,
    maxGuides,
    guideWidth,
  } = props;
  const text = rowText(trace, item, folded === true);
  const guides = Math.min(depth, maxGuides);
  const classes = ['trace-row'];
  if (current) classes.push('is-current');
  if (selected) classes.push('is-selected');
  if (quiet) classes.push('is-quiet');
  if (isGroupRow(item)) classes.push('is-group');
  return (
    // biome-ignore lint/a11y/useFocusableInteractive: the tree is the one tab stop and names its row; a row that took the focus would lose it when it scrolls away
    <div
      id={rowId(row)}
      className={classes.join(' ')}
      role="treeitem"
      aria-level={depth + 1}
      aria-expanded={folded === undefined ? undefined : !folded}
      aria-selected={selected}
      aria-label={text.spoken}
      data-row={row}
      style={{ transform: `translateY(${top}px)`, height }}
    >
      <div className="trace-name">
        {guides > 0 && (
          <span
            className={guideWidth < 17 ? 'trace-guides is-narrow' : 'trace-guides'}
            style={{ width: guides * guideWidth }}
          />
        )}
        {depth > maxGuides && <span className="trace-depth">{depth}</span>}
        <span className="trace-twisty" data-twisty={folded === undefined ? undefined : ''}>
          {folded !== undefined && (
            <svg className={folded ? 'chev is-folded' : 'chev'} viewBox="0 0 8 8" aria-hidden="true">
              <path d="M1 2.5 4 5.5 7 2.5" />
            </svg>
          )}
        </span>
        <i className={`sw l-${LAYER_NAMES[text.layer] ?? 'other'}`} title={LAYER_NAMES[text.layer]} />
        {text.service !== '' && <bdi className="trace-service">{text.service}</bdi>}
        <bdi
          className={text.isCode ? 'trace-text mono' : 'trace-text'}
          title={`${text.name} ${text.detail}`.trim()}
        >
          {text.name}
          {text.detail !== '' && <span className="trace-detail"> {text.detail}</span>}
        </bdi>
        {text.hidden > 0 && <span className="trace-hidden">+{formatCount(text.hidden)}</span>}
        {text.notes !== '' && <span className="trace-hidden wide">{text.notes}</span>}
        {text.orphan && <span className="tag">parent missing</span>}
        {clockOff !== 0 && (
          <span
            className="tag trace-clock"
            title={`The clock of its host seems to be ${formatDuration(Math.abs(clockOff))} ${clockOff > 0 ? 'behind' : 'ahead of'} its parent’s. Times are shown as they were sent.`}
          >
            clock?
          </span>
        )}
        {finding !== undefined && <span className="tag hot">{finding}</span>}
        {text.errors !== '' && <span className="tag hot">{text.errors}</span>}
      </div>
      <div className="trace-duration" title={text.exact}>
        <Quantity ns={text.duration} strong={isGroupRow(item)} />
      </div>
    </div>
  );
});
