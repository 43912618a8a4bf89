import { useEffect, useState } from 'react';
import { copyText } from '../../controls/copy-text.tsx';

interface CopyLaterProps {
  /** Asked when the button is pressed: for what is long to write, or changes all the time. */
  text: () => string;
  name: string;
  label: string;
  className?: string;
}

/** As `CopyButton`, for a text that is made when it is wanted. */
export function CopyLater({ text, name, label, className = 'link-button' }: CopyLaterProps) {
  const [said, setSaid] = useState('');
  useEffect(() => {
    if (said === '') return;
    const timer = setTimeout(() => setSaid(''), 1_600);
    return () => clearTimeout(timer);
  }, [said]);
  const copy = () =>
    void copyText(text()).then(
      () => setSaid('Copied'),
      () => setSaid('Not allowed'),
    );
  return (
    <button type="button" className={className} aria-label={said === '' ? name : undefined} onClick={copy}>
      <span aria-live="polite">{said === '' ? label : said}</span>
    </button>
  );
}
