import { useState } from 'react';
import { CopyLater } from './copy-later.tsx';

/** A statement of 4,000 lines must not bury what stands under it. */
const CUT_AT = 1_200;

export function CodeBlock({ title, text }: { title: string; text: string }) {
  const [whole, setWhole] = useState(false);
  const isLong = text.length > CUT_AT;
  return (
    <section>
      <h3>
        {title}
        <span className="right row">
          {isLong && (
            <button type="button" className="link-button" onClick={() => setWhole(!whole)}>
              {whole ? 'Less' : `All ${text.length.toLocaleString('en-US')} characters`}
            </button>
          )}
          <CopyLater label="Copy" name={`Copy ${title.toLowerCase()}`} text={() => text} />
        </span>
      </h3>
      <pre className="code trace-code">{isLong && !whole ? `${text.slice(0, CUT_AT)}…` : text}</pre>
    </section>
  );
}
