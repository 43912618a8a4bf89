import { useNavigate } from '@tanstack/react-router';
import { useRef, useState } from 'react';
import { Magnifier } from './icons.tsx';
import { useKeys } from './keys.ts';

const TRACE_ID = /^[0-9a-f]{32}$/i;

/** One box for what is in a reader's clipboard: a trace id opens, `key=value` filters, anything else is a span's name. */
export function SearchBox({ bin }: { bin: string }) {
  const input = useRef<HTMLInputElement>(null);
  const [text, setText] = useState('');
  const navigate = useNavigate();
  useKeys('Everywhere', [
    {
      keys: '/',
      label: 'Search',
      run: () => {
        input.current?.focus();
        input.current?.select();
      },
    },
  ]);
  const search = () => {
    const wanted = text.trim();
    if (wanted === '') return;
    setText('');
    input.current?.blur();
    if (TRACE_ID.test(wanted)) {
      void navigate({
        to: '/b/$bin/traces/$traceId',
        params: { bin, traceId: wanted.toLowerCase() },
        search: {},
      });
      return;
    }
    const isAttribute = /^[^\s=]+=./.test(wanted);
    void navigate({
      to: '/b/$bin/traces',
      params: { bin },
      search: isAttribute ? { attribute: [wanted] } : { name: wanted },
    });
  };
  return (
    // biome-ignore lint/a11y/useSemanticElements: the <search> element is not known to React's types yet
    <form
      role="search"
      className="ctl search-box"
      onSubmit={(event) => {
        event.preventDefault();
        search();
      }}
    >
      <Magnifier />
      <input
        ref={input}
        type="text"
        aria-label="Search: a trace id, key=value, or a span name"
        placeholder="Search"
        title="A trace id, key=value, or a span name"
        spellCheck={false}
        autoComplete="off"
        value={text}
        onChange={(event) => setText(event.target.value)}
        onKeyDown={(event) => {
          if (event.key === 'Escape') input.current?.blur();
        }}
      />
      <kbd className="kbd">/</kbd>
    </form>
  );
}
