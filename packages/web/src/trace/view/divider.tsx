import { useRef } from 'react';

interface DividerProps {
  label: string;
  width: number;
  min: number;
  max: number;
  /** 1 when dragging to the right makes it wider, -1 when narrower. */
  direction: 1 | -1;
  onWidth: (width: number) => void;
}

/** A line between two columns: dragged with the pointer, moved with arrow keys, put back by a double click. */
export function Divider({ label, width, min, max, direction, onWidth }: DividerProps) {
  const start = useRef<{ x: number; width: number } | null>(null);
  const set = (next: number) => onWidth(Math.min(max, Math.max(min, next)));
  return (
    // biome-ignore lint/a11y/useSemanticElements: a separator that can be moved has no element of its own
    <div
      className="trace-divider"
      role="separator"
      aria-orientation="vertical"
      aria-label={label}
      aria-valuenow={Math.round(width)}
      aria-valuemin={min}
      aria-valuemax={Math.round(max)}
      tabIndex={0}
      onPointerDown={(event) => {
        if (event.button !== 0) return;
        event.preventDefault();
        event.stopPropagation();
        event.currentTarget.setPointerCapture(event.pointerId);
        start.current = { x: event.clientX, width };
      }}
      onPointerMove={(event) => {
        if (start.current === null) return;
        event.stopPropagation();
        set(start.current.width + (event.clientX - start.current.x) * direction);
      }}
      onPointerUp={() => {
        start.current = null;
      }}
      onPointerCancel={() => {
        start.current = null;
      }}
      onKeyDown={(event) => {
        const step = event.key === 'ArrowRight' ? 16 : event.key === 'ArrowLeft' ? -16 : 0;
        if (step === 0) return;
        event.preventDefault();
        set(width + step * direction);
      }}
    />
  );
}
