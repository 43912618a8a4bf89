import type { Board, BoardPanel, SavedQuestion } from '@tracebin/model';
import { useLayoutEffect, useRef, useState } from 'react';
import { PointedTime } from '../../charts/pointed-time.tsx';
import type { TimeRange } from '../../time/time-range.ts';
import { BoardPanelView } from './board-panel.tsx';
import { moved, panelKeys } from './panel-order.ts';

interface PanelGridProps {
  bin: string;
  panels: readonly BoardPanel[];
  questions: readonly SavedQuestion[];
  range: TimeRange;
  setPanels: (change: (board: Board) => BoardPanel[]) => void;
}

/** From how near to an edge of the screen a drag scrolls, and how far. */
const EDGE_PX = 60;
const SCROLL_PX = 14;

/** Panels in two columns, one crosshair through all of them. A handle moves its panel: dragged onto another one's place, or step by step with the arrows. */
export function PanelGrid({ bin, panels, questions, range, setPanels }: PanelGridProps) {
  const grid = useRef<HTMLDivElement>(null);
  const [drag, setDrag] = useState<{ from: number; to: number }>();
  const [said, setSaid] = useState('');
  const keys = panelKeys(panels);
  const nameOf = ({ question }: BoardPanel) =>
    questions.find(({ id }) => id === question)?.name ?? 'a deleted question';
  /** Keys can come faster than the page is drawn, so where the panel is now says the board and not what is seen. */
  const move = (index: number, target: (from: number) => number) => {
    const within = (place: number) => Math.min(panels.length - 1, Math.max(0, place));
    const key = keys[index]!;
    setPanels((board) => {
      const from = panelKeys(board.panels).indexOf(key);
      return from === -1 ? [...board.panels] : moved(board.panels, from, within(target(from)));
    });
    setSaid(`${nameOf(panels[index]!)}: place ${within(target(index)) + 1} of ${panels.length}`);
  };
  // A panel that is put further back loses the focus on its way.
  const movedByKey = useRef<{ key: string; index: number }>(undefined);
  useLayoutEffect(() => {
    const last = movedByKey.current;
    const index = last === undefined ? -1 : keys.indexOf(last.key);
    if (index === -1 || index === last?.index) return;
    movedByKey.current = undefined;
    grid.current?.children[index]?.querySelector<HTMLElement>('.panel-handle')?.focus();
  });
  const changeAt = (at: number, change: Partial<BoardPanel>) =>
    setPanels((board) =>
      board.panels.map((panel, index) => (index === at ? { ...panel, ...change } : panel)),
    );
  const placeUnder = (x: number, y: number): number =>
    [...grid.current!.children].findIndex((child) => {
      const { left, right, top, bottom } = child.getBoundingClientRect();
      return x >= left && x < right && y >= top && y < bottom;
    });
  return (
    <PointedTime>
      <p className="sr-only" role="status">
        {said}
      </p>
      <div ref={grid} className="panel-grid" data-dragging={drag !== undefined || undefined}>
        {panels.map((panel, index) => (
          <BoardPanelView
            key={keys[index]}
            bin={bin}
            panel={panel}
            saved={questions.find(({ id }) => id === panel.question)}
            range={range}
            isDragged={drag?.from === index}
            isTarget={drag !== undefined && drag.to === index && drag.to !== drag.from}
            change={(change) => changeAt(index, change)}
            remove={() => setPanels((board) => board.panels.filter((_, each) => each !== index))}
            handle={{
              'aria-label': `Move ${nameOf(panel)}: place ${index + 1} of ${panels.length}. Arrows move it.`,
              onKeyDown: (event) => {
                const step = STEPS[event.key];
                if (step === undefined) return;
                event.preventDefault();
                movedByKey.current = { key: keys[index]!, index };
                move(index, (from) =>
                  step === 'first' ? 0 : step === 'last' ? panels.length - 1 : from + step,
                );
              },
              onPointerDown: (event) => {
                if (event.button !== 0) return;
                event.currentTarget.setPointerCapture(event.pointerId);
                setDrag({ from: index, to: index });
              },
              onPointerMove: (event) => {
                if (drag === undefined) return;
                const to = placeUnder(event.clientX, event.clientY);
                if (to >= 0 && to !== drag.to) setDrag({ ...drag, to });
                if (event.clientY < EDGE_PX) window.scrollBy(0, -SCROLL_PX);
                else if (event.clientY > window.innerHeight - EDGE_PX) window.scrollBy(0, SCROLL_PX);
              },
              onPointerUp: () => {
                if (drag === undefined) return;
                setDrag(undefined);
                move(drag.from, () => drag.to);
              },
              onPointerCancel: () => setDrag(undefined),
            }}
          />
        ))}
      </div>
    </PointedTime>
  );
}

const STEPS: Record<string, number | 'first' | 'last'> = {
  ArrowLeft: -1,
  ArrowUp: -1,
  ArrowRight: 1,
  ArrowDown: 1,
  Home: 'first',
  End: 'last',
};
