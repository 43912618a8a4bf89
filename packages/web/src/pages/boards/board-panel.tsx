import { Link } from '@tanstack/react-router';
import { type BoardPanel, PANEL_SHOWS, type SavedQuestion } from '@tracebin/model';
import { type ComponentProps, useRef } from 'react';
import { openedSearch } from '../../explore/saved/saved-view.ts';
import { Floating } from '../../shell/floating.tsx';
import type { TimeRange } from '../../time/time-range.ts';
import { PanelAnswer } from './panel-answer.tsx';
import { useSeen } from './use-seen.ts';

interface BoardPanelViewProps {
  bin: string;
  panel: BoardPanel;
  /** Undefined when it was deleted. */
  saved: SavedQuestion | undefined;
  range: TimeRange;
  isDragged: boolean;
  /** The dragged one would come here. */
  isTarget: boolean;
  change: (change: Partial<BoardPanel>) => void;
  remove: () => void;
  handle: ComponentProps<'button'>;
}

const SHOW_LABELS: Record<BoardPanel['show'], string> = {
  chart: 'Chart',
  table: 'Table',
  stat: 'Totals',
  heatmap: 'Heatmap',
};

/** One panel: its name leads to Explore; what it shows is asked for when it comes into sight. */
export function BoardPanelView(props: BoardPanelViewProps) {
  const { bin, panel, saved, range, isDragged, isTarget, change, remove, handle } = props;
  const frame = useRef<HTMLElement>(null);
  const isSeen = useSeen(frame);
  return (
    <section
      ref={frame}
      className="panel"
      aria-label={saved?.name ?? 'A deleted question'}
      data-wide={panel.wide || undefined}
      data-dragged={isDragged || undefined}
      data-target={isTarget || undefined}
    >
      <header className="panel-head">
        <button type="button" className="panel-handle" {...handle}>
          <svg viewBox="0 0 8 14" width={8} height={14} aria-hidden="true">
            {[2, 7, 12].map((y) => (
              <g key={y}>
                <circle cx={2} cy={y} r={1} />
                <circle cx={6} cy={y} r={1} />
              </g>
            ))}
          </svg>
        </button>
        {saved === undefined ? (
          <h2 className="clip muted">(deleted)</h2>
        ) : (
          <h2 className="clip">
            <Link
              to="/b/$bin/explore"
              params={{ bin }}
              search={openedSearch(saved, range)}
              title={`Open in Explore: ${saved.text}`}
            >
              {saved.name}
            </Link>
          </h2>
        )}
        <Floating
          className="ctl plain small"
          align="right"
          name={`${saved?.name ?? 'Deleted question'}: change the panel`}
          label="⋯"
        >
          {(close) => {
            const done = (run: () => void) => () => {
              close();
              run();
            };
            return (
              <div className="menu panel-menu">
                {PANEL_SHOWS.map((show) => (
                  <button
                    key={show}
                    type="button"
                    aria-pressed={panel.show === show}
                    onClick={done(() => change({ show }))}
                  >
                    {SHOW_LABELS[show]}
                  </button>
                ))}
                <hr />
                <button type="button" onClick={done(() => change({ wide: !panel.wide }))}>
                  {panel.wide ? 'Half as wide' : 'As wide as the board'}
                </button>
                <button type="button" onClick={done(remove)}>
                  Take it off the board
                </button>
              </div>
            );
          }}
        </Floating>
      </header>
      {saved === undefined ? (
        <p className="panel-note soft">The question of this panel was deleted.</p>
      ) : (
        <PanelAnswer bin={bin} panel={panel} saved={saved} range={range} isSeen={isSeen} />
      )}
    </section>
  );
}
