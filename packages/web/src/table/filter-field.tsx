import { type RefObject, useRef } from 'react';
import { useNarrow } from '../controls/use-narrow.ts';
import { formatPlural } from '../format/numbers.ts';
import { useKeys } from '../shell/keys.ts';

interface FilterFieldProps {
  /** `endpoint`: one of what is filtered. */
  noun: string;
  count: number;
  /** The server has more of them, which are not looked through. */
  more?: boolean | undefined;
  value: string | undefined;
  change: (value: string | undefined) => void;
}

/** Narrows the rows that are here to those with a text in them; `/` leads to it. */
export function FilterField({ noun, count, more = false, value, change }: FilterFieldProps) {
  // The foot of the table says it, too.
  const narrow = useNarrow();
  const field: RefObject<HTMLInputElement | null> = useRef(null);
  useKeys('Filter', [{ keys: '/', label: `Filter ${noun}s`, run: () => field.current?.focus() }]);
  return (
    <input
      ref={field}
      className="field name-filter"
      type="search"
      aria-label={`Filter ${noun}s`}
      placeholder={
        count === 0
          ? `Filter ${noun}s`
          : `Filter ${more && !narrow ? 'the first ' : ''}${formatPlural(count, noun)}`
      }
      spellCheck={false}
      autoComplete="off"
      value={value ?? ''}
      onChange={(event) => change(event.target.value || undefined)}
      onKeyDown={(event) => {
        if (event.key === 'Escape') event.currentTarget.blur();
      }}
    />
  );
}
