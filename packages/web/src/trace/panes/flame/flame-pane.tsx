import { formatCount, formatDuration, mergePaths } from '@tracebin/model';
import { type KeyboardEvent, useLayoutEffect, useMemo, useRef, useState } from 'react';
import { formatPlural } from '../../../format/numbers.ts';
import { useDevicePixelRatio, useLaneColors } from '../../lanes/lane-canvas.tsx';
import { positionOfSpan, spanIdAt } from '../../layout/span-lookup.ts';
import type { PaneProps } from '../pane-props.ts';
import { ShapeName } from '../shape-name.tsx';
import { useShapes } from '../use-shapes.ts';
import { drawFlame, FLAME_ROW } from './draw-flame.ts';
import { type FlameStep, levelStarts, nodeAt, stepFrom, windowOf } from './flame-layout.ts';
import './flame-pane.css';

const STEPS: Record<string, FlameStep> = {
  ArrowUp: 'up',
  ArrowDown: 'down',
  ArrowLeft: 'left',
  ArrowRight: 'right',
};

/** The trace put together by what does the same beneath the same: wide is where the time goes. */
export default function FlamePane({ stage, onShowRow }: PaneProps) {
  const { layout, view, change, found } = stage;
  const shapes = useShapes(layout);
  const flame = useMemo(
    () =>
      mergePaths({ ...layout.tree, end: layout.end }, shapes.shape, shapes.table.shapes.length, shapes.self),
    [layout, shapes],
  );
  const starts = useMemo(() => levelStarts(flame), [flame]);
  const nodeOfSpan = (spanId: string | null): number => {
    const at = spanId === null ? -1 : positionOfSpan(layout, spanId);
    return at === -1 ? -1 : flame.nodeOf[at]!;
  };
  const focus = nodeOfSpan(view.flame);
  const [marked, setMarked] = useState(-1);
  const current = marked >= 0 && marked < flame.count ? marked : Math.max(0, focus);
  const foundNodes = useMemo(() => {
    if (found === null) return null;
    const nodes = new Uint8Array(flame.count);
    for (let at = 0; at < layout.count; at++) if (found.matches[at] === 1) nodes[flame.nodeOf[at]!] = 1;
    return nodes;
  }, [found, flame, layout]);
  const window = windowOf(flame, focus);

  const zoomTo = (node: number) =>
    change({ flame: node < 0 ? null : spanIdAt(layout, flame.firstRow[node]!) }, 'push');
  const scroller = useRef<HTMLDivElement>(null);
  const canvas = useRef<HTMLCanvasElement>(null);
  const search = useRef<HTMLInputElement>(null);
  const colors = useLaneColors(canvas);
  const pixel = 1 / useDevicePixelRatio();
  const [seen, setSeen] = useState({ width: 0, height: 0, top: 0 });
  useLayoutEffect(() => {
    const element = scroller.current!;
    const read = () =>
      setSeen({ width: element.clientWidth, height: element.clientHeight, top: element.scrollTop });
    read();
    element.focus({ preventScroll: true });
    element.addEventListener('scroll', read, { passive: true });
    const observer = new ResizeObserver(read);
    observer.observe(element);
    return () => {
      observer.disconnect();
      element.removeEventListener('scroll', read);
    };
  }, []);
  useLayoutEffect(() => {
    const element = canvas.current;
    const context = element?.getContext('2d');
    if (!element || !context || colors === null || seen.width === 0) return;
    element.width = Math.round(seen.width / pixel);
    element.height = Math.round(seen.height / pixel);
    context.setTransform(1 / pixel, 0, 0, 1 / pixel, 0, 0);
    const font = `11px ${getComputedStyle(element).fontFamily}`;
    const picture = { flame, starts, shapes: shapes.table.shapes, window, current, focus, found: foundNodes };
    element.dataset.drawn = String(drawFlame(context, colors, font, { ...picture, ...seen, pixel }));
  });
  useLayoutEffect(() => {
    const element = scroller.current!;
    const top = flame.depth[current]! * FLAME_ROW;
    if (top < element.scrollTop) element.scrollTop = top;
    else if (top + FLAME_ROW > element.scrollTop + element.clientHeight) {
      element.scrollTop = top + FLAME_ROW - element.clientHeight;
    }
  }, [current, flame]);

  const onPointer = (event: { clientX: number; clientY: number }): number => {
    const box = scroller.current!.getBoundingClientRect();
    const level = Math.floor((event.clientY - box.top + scroller.current!.scrollTop) / FLAME_ROW);
    const share = (event.clientX - box.left) / Math.max(1, seen.width);
    return nodeAt(flame, starts, level, window.from + share * (window.to - window.from));
  };
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    const step = STEPS[event.key];
    if (step !== undefined) setMarked(stepFrom(flame, starts, current, step));
    else if (event.key === 'Enter') zoomTo(current === focus ? -1 : current);
    else if (event.key === 'o') onShowRow(flame.firstRow[current]!);
    else if (event.key === '/') {
      search.current?.focus();
      search.current?.select();
    } else if ((event.key === 'Escape' || event.key === '0') && focus >= 0) zoomTo(-1);
    else if (event.key === 'Escape' && view.selected !== null) change({ selected: null }, 'push');
    else return;
    event.preventDefault();
  };
  if (flame.count === 0) return <p className="notice muted">This trace has no spans.</p>;
  const shape = shapes.table.shapes[flame.key[current]!]!;
  const whole = windowOf(flame, -1).to;
  return (
    <>
      <div className="trace-pane-bar">
        <input
          ref={search}
          className="field"
          type="text"
          aria-label="Search the flame graph"
          placeholder="Search spans"
          value={view.search}
          onChange={(event) => change({ search: event.target.value }, 'later')}
          onKeyDown={(event) => {
            if (event.key !== 'Escape' && event.key !== 'Enter') return;
            event.preventDefault();
            if (event.key === 'Escape') change({ search: '' }, 'replace');
            scroller.current?.focus({ preventScroll: true });
          }}
        />
        <p className="clip" aria-live="polite">
          <ShapeName shape={shape} withService />{' '}
          <span className="muted">
            {formatPlural(flame.spans[current]!, 'span')}, {formatDuration(flame.total[current]!)}
            {whole > 0 && ` (${((flame.total[current]! / whole) * 100).toFixed(1)} %)`}, itself{' '}
            {formatDuration(flame.self[current]!)}
          </span>
        </p>
        <span className="right row nowrap">
          {found !== null && <output className="muted small">{formatCount(found.count)} found</output>}
          <button type="button" className="link-button" onClick={() => onShowRow(flame.firstRow[current]!)}>
            Show in waterfall
          </button>
          {focus >= 0 && (
            <button type="button" className="link-button" onClick={() => zoomTo(-1)}>
              Whole trace
            </button>
          )}
        </span>
      </div>
      {/* biome-ignore lint/a11y/useSemanticElements: a fieldset is for a form */}
      <div
        ref={scroller}
        className="trace-flame"
        role="group"
        aria-label="Flame graph: arrows move, Enter zooms, o opens the span, 0 shows the whole trace"
        // biome-ignore lint/a11y/noNoninteractiveTabindex: the picture is worked by keys; the line above says where they are
        tabIndex={0}
        onKeyDown={onKeyDown}
        onClick={(event) => {
          const node = onPointer(event);
          if (node === -1) return;
          setMarked(node);
          zoomTo(node === focus ? -1 : node);
        }}
        onPointerMove={(event) => {
          const node = event.pointerType === 'touch' ? -1 : onPointer(event);
          if (node !== -1 && node !== current) setMarked(node);
        }}
      >
        <div style={{ height: flame.deepest * FLAME_ROW }}>
          {/* biome-ignore lint/a11y/noAriaHiddenOnFocusable: without a tabIndex a canvas is never focused */}
          <canvas
            ref={canvas}
            aria-hidden="true"
            style={{ width: seen.width, height: seen.height, transform: `translateY(${seen.top}px)` }}
          />
        </div>
      </div>
      <footer className="trace-hints">
        <span>Wide is where the time goes. What ran side by side counts each time.</span>
        <span className="wide right">
          <kbd className="kbd">↑</kbd> <kbd className="kbd">↓</kbd> <kbd className="kbd">←</kbd>{' '}
          <kbd className="kbd">→</kbd> move <kbd className="kbd">↵</kbd> zoom <kbd className="kbd">o</kbd>{' '}
          open <kbd className="kbd">0</kbd> whole
        </span>
      </footer>
    </>
  );
}
