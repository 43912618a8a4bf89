import { useEffect, useState } from 'react';

/**
 * Puts text on the clipboard. Outside a secure context (plain http on another machine) the browser keeps the
 * clipboard API away, so the old way by a selection is used there.
 */
export async function copyText(text: string): Promise<void> {
  if (window.isSecureContext) {
    await navigator.clipboard.writeText(text);
    return;
  }
  const area = document.createElement('textarea');
  area.value = text;
  area.className = 'sr-only';
  document.body.append(area);
  area.select();
  const copied = document.execCommand('copy');
  area.remove();
  if (!copied) throw new Error('The browser does not allow copying here.');
}

const SHOWN_MS = 1_600;

interface CopyButtonProps {
  text: string;
  /** What is copied, for a reader who hears the page: `Copy address`. */
  name: string;
  className?: string;
  label?: string;
}

/** `Copy`, then for a moment `Copied`. */
export function CopyButton({ text, name, className = 'link-button', label = 'Copy' }: CopyButtonProps) {
  const [state, setState] = useState<'idle' | 'copied' | 'failed'>('idle');
  useEffect(() => {
    if (state === 'idle') return;
    const timer = window.setTimeout(() => setState('idle'), SHOWN_MS);
    return () => window.clearTimeout(timer);
  }, [state]);
  return (
    <button
      type="button"
      className={className}
      aria-label={state === 'idle' ? name : undefined}
      onClick={() =>
        void copyText(text).then(
          () => setState('copied'),
          () => setState('failed'),
        )
      }
    >
      <span aria-live="polite">
        {state === 'copied' ? 'Copied' : state === 'failed' ? 'Not allowed' : label}
      </span>
    </button>
  );
}
