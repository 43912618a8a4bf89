import { useNavigate } from '@tanstack/react-router';
import { useRef, useState } from 'react';
import { Combobox } from '../controls/combobox.tsx';
import { Magnifier } from './icons.tsx';
import { useKeys } from './keys.ts';
import { useConditionOptions, useFieldValues } from './use-completion.ts';

const TRACE_ID = /^[0-9a-f]{32}$/i;

/** One box for what a reader has in mind: a trace id opens, `key=value` filters, anything else is looked for in names. */
export function SearchBox({ bin }: { bin: string }) {
  const input = useRef<HTMLInputElement>(null);
  const [text, setText] = useState('');
  const [active, setActive] = useState(false);
  const navigate = useNavigate();
  const wanted = text.trim();
  const asks = active && wanted !== '' && !TRACE_ID.test(wanted);
  const isCondition = wanted.includes('=');
  const names = useFieldValues(bin, 'name', wanted, asks && !isCondition);
  const services = useFieldValues(bin, 'service', wanted, asks && !isCondition);
  const conditions = useConditionOptions(bin, text, asks);
  const options = asks
    ? [
        ...services.map((each) => `service=${each}`),
        ...names.map((each) => `name=${each}`),
        ...conditions,
      ].slice(0, 20)
    : [];
  useKeys('Everywhere', [
    {
      keys: '/',
      label: 'Search: a trace id, key=value, a name',
      run: () => {
        input.current?.focus();
        input.current?.select();
      },
    },
  ]);
  const search = (chosen: string) => {
    const asked = chosen.trim();
    if (asked === '') return;
    setText('');
    input.current?.blur();
    if (TRACE_ID.test(asked)) {
      void navigate({
        to: '/b/$bin/traces/$traceId',
        params: { bin, traceId: asked.toLowerCase() },
        search: {},
      });
      return;
    }
    void navigate({ to: '/b/$bin/traces', params: { bin }, search: searchFor(asked, options) });
  };
  return (
    // biome-ignore lint/a11y/useSemanticElements: React's types do not know the search element
    <div
      role="search"
      className="ctl search-box"
      onFocus={() => setActive(true)}
      onBlur={() => setActive(false)}
      title="A trace id, key=value, or a name"
    >
      <Magnifier />
      <Combobox
        className="grow"
        inputRef={input}
        label="Search: a trace id, key=value, or a name"
        placeholder="Search"
        value={text}
        options={options}
        type={setText}
        completes={(option) => option.endsWith('=')}
        submit={search}
      />
      <kbd className="kbd">/</kbd>
    </div>
  );
}

/** Filters are by whole values, so a word alone takes the first name or service that was offered for it. */
function searchFor(
  asked: string,
  options: readonly string[],
): { service?: string; name?: string; attribute?: string[] } {
  const condition = /^[^=]+=./.test(asked)
    ? asked
    : (options.find((each) => /=./.test(each)) ?? `name=${asked}`);
  const at = condition.indexOf('=');
  const key = condition.slice(0, at).trim();
  const value = condition.slice(at + 1).trim();
  if (key === 'service') return { service: value };
  if (key === 'name') return { name: value };
  return { attribute: [`${key}=${value}`] };
}
