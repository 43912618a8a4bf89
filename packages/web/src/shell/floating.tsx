import {
  type ReactNode,
  type Ref,
  useEffect,
  useId,
  useImperativeHandle,
  useLayoutEffect,
  useRef,
  useState,
} from 'react';

export interface FloatingHandle {
  open(): void;
}

interface FloatingProps {
  /** What the button shows. */
  label: ReactNode;
  /** What a screen reader says, where the label alone would not do. */
  name?: string;
  className?: string;
  align?: 'left' | 'right';
  /** Opens it from elsewhere: by a key. */
  handle?: Ref<FloatingHandle>;
  /** It has been opened. */
  opened?: (() => void) | undefined;
  /** The content; gets a function that closes it and gives the focus back. */
  children: (close: () => void) => ReactNode;
}

/** Kept free at both sides of the screen. */
const MARGIN_PX = 8;

/** A button with a panel under it. Escape, a click outside, and leaving it by Tab close it. */
export function Floating(props: FloatingProps) {
  const { label, name, className = 'ctl', align = 'left', handle, opened, children } = props;
  const [open, setOpen] = useState(false);
  useImperativeHandle(handle, () => ({ open: () => setOpen(true) }));
  const wrap = useRef<HTMLSpanElement>(null);
  const button = useRef<HTMLButtonElement>(null);
  const panel = useRef<HTMLDivElement>(null);
  const id = useId();
  const close = () => {
    setOpen(false);
    button.current?.focus();
  };

  // On a phone a panel may be wider than the room beside its button: it moves into the screen, also when what is in it
  // changes.
  useLayoutEffect(() => {
    const element = panel.current;
    if (!open || element === null) return;
    const place = () => {
      element.style.translate = '';
      const { left, right } = element.getBoundingClientRect();
      const over = right - (document.documentElement.clientWidth - MARGIN_PX);
      const shiftPx = Math.max(MARGIN_PX - left, Math.min(0, -over));
      if ((left < MARGIN_PX || over > 0) && shiftPx !== 0) element.style.translate = `${shiftPx}px`;
    };
    place();
    const observer = new ResizeObserver(place);
    observer.observe(element);
    return () => observer.disconnect();
  }, [open]);

  useEffect(() => {
    if (!open) return;
    const outside = (event: Event) => {
      if (!wrap.current?.contains(event.target as Node)) setOpen(false);
    };
    document.addEventListener('pointerdown', outside);
    document.addEventListener('focusin', outside);
    return () => {
      document.removeEventListener('pointerdown', outside);
      document.removeEventListener('focusin', outside);
    };
  }, [open]);

  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: only Escape is heard here, for whatever inside has the focus
    <span
      className="floating"
      ref={wrap}
      onKeyDown={(event) => {
        if (event.key !== 'Escape' || !open) return;
        event.preventDefault();
        event.stopPropagation();
        close();
      }}
    >
      <button
        type="button"
        ref={button}
        className={className}
        aria-label={name}
        aria-expanded={open}
        aria-controls={open ? id : undefined}
        onClick={() => {
          if (!open) opened?.();
          setOpen(!open);
        }}
      >
        {label}
      </button>
      {open && (
        <div ref={panel} id={id} className={`float-panel ${align}`}>
          {children(close)}
        </div>
      )}
    </span>
  );
}
