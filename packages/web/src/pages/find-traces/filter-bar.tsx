import { parseDuration, type TraceSort } from '@tracebin/model';
import { useEffect, useState } from 'react';
import { Cross } from '../../shell/icons.tsx';
import { AttributeFilter } from './attribute-filter.tsx';
import type { FindTracesSearch } from './find-traces-search.ts';
import type { ChangeSearch } from './use-change-search.ts';
import { ValueFilter } from './value-filter.tsx';

const SORTS: readonly { sort: TraceSort; label: string }[] = [
  { sort: 'newest', label: 'Newest' },
  { sort: 'longest', label: 'Longest' },
  { sort: 'spans', label: 'Most spans' },
];

interface FilterBarProps {
  bin: string;
  search: FindTracesSearch;
  change: ChangeSearch;
}

/** Everything a search can ask for; each change is a step in the history. */
export function FilterBar({ bin, search, change }: FilterBarProps) {
  const [open, setOpen] = useState(false);
  const count = filterCount(search);
  return (
    <>
      <div className="tools" data-open={open}>
        <button type="button" className="ctl narrow" aria-expanded={open} onClick={() => setOpen(!open)}>
          Filter{count > 0 && <span className="muted">{count}</span>}
        </button>
        <div className="filters">
          <ValueFilter
            bin={bin}
            field="service"
            label="Service"
            value={search.service}
            change={(service) => change({ service })}
          />
          <ValueFilter
            bin={bin}
            field="name"
            label="Span name"
            value={search.name}
            change={(name) => change({ name })}
          />
          <AttributeFilter
            bin={bin}
            add={(attribute) => change({ attribute: [...new Set([...(search.attribute ?? []), attribute])] })}
          />
          <span className="durations">
            <DurationField
              label="Shortest duration"
              placeholder="from 0 ms"
              value={search.minDuration}
              change={(minDuration) => change({ minDuration })}
            />
            <span className="muted">–</span>
            <DurationField
              label="Longest duration"
              placeholder="to any"
              value={search.maxDuration}
              change={(maxDuration) => change({ maxDuration })}
            />
          </span>
          <button
            type="button"
            className="ctl toggle"
            aria-pressed={search.errors === true}
            onClick={() => change({ errors: search.errors === true ? undefined : true })}
          >
            Errors only
          </button>
        </div>
        <fieldset className="seg right">
          <legend className="sr-only">Sort</legend>
          {SORTS.map(({ sort, label }) => (
            <button
              key={sort}
              type="button"
              aria-pressed={(search.sort ?? 'newest') === sort}
              onClick={() => change({ sort: sort === 'newest' ? undefined : sort })}
            >
              {label}
            </button>
          ))}
        </fieldset>
      </div>
      {search.attribute !== undefined && (
        <ul className="chips" aria-label="Attributes that must hold">
          {search.attribute.map((attribute) => (
            <li key={attribute} className="chip">
              <span className="clip">
                {attribute.slice(0, attribute.indexOf('='))}
                <i> = </i>
                {attribute.slice(attribute.indexOf('=') + 1)}
              </span>
              <button
                type="button"
                aria-label={`Remove ${attribute}`}
                onClick={() => {
                  const rest = search.attribute?.filter((each) => each !== attribute) ?? [];
                  change({ attribute: rest.length === 0 ? undefined : rest });
                }}
              >
                <Cross />
              </button>
            </li>
          ))}
        </ul>
      )}
    </>
  );
}

const filterCount = ({
  service,
  name,
  attribute,
  minDuration,
  maxDuration,
  errors,
}: FindTracesSearch): number =>
  [service, name, minDuration, maxDuration, errors].filter((each) => each !== undefined).length +
  (attribute?.length ?? 0);

interface DurationFieldProps {
  label: string;
  placeholder: string;
  value: string | undefined;
  change: (value: string | undefined) => void;
}

/** `100ms`, `1.5 s`; asked when the field is left or Enter is pressed, and only if it can be read. */
function DurationField({ label, placeholder, value, change }: DurationFieldProps) {
  const [text, setText] = useState(value ?? '');
  useEffect(() => setText(value ?? ''), [value]);
  const trimmed = text.trim();
  // A bare number would be nanoseconds to the server, which nobody means who types into a field.
  const wanted = /^\d+(\.\d+)?$/.test(trimmed) && trimmed !== '0' ? `${trimmed}ms` : trimmed;
  const invalid = wanted !== '' && parseDuration(wanted) === undefined;
  const apply = () => {
    if (!invalid && wanted !== (value ?? '')) change(wanted === '' ? undefined : wanted);
  };
  return (
    <input
      className="field"
      type="text"
      aria-label={label}
      aria-invalid={invalid || undefined}
      title={invalid ? 'Write a number with its unit: 100ms, 1.5s, 2m' : undefined}
      placeholder={placeholder}
      spellCheck={false}
      autoComplete="off"
      value={text}
      onChange={(event) => setText(event.target.value)}
      onBlur={apply}
      onKeyDown={(event) => {
        if (event.key === 'Enter') apply();
        if (event.key === 'Escape') event.currentTarget.blur();
      }}
    />
  );
}
