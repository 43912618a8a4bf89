import { useEffect, useState } from 'react';
import { Combobox } from '../../controls/combobox.tsx';
import { Cross } from '../../shell/icons.tsx';
import { useFieldValues } from '../../shell/use-completion.ts';

interface ValueFilterProps {
  bin: string;
  /** The field whose values are offered. */
  field: 'service' | 'name';
  label: string;
  value: string | undefined;
  change: (value: string | undefined) => void;
}

/** One value of a fixed field, completed from what the bin has seen. */
export function ValueFilter({ bin, field, label, value, change }: ValueFilterProps) {
  const [text, setText] = useState(value ?? '');
  useEffect(() => setText(value ?? ''), [value]);
  // Until the reader types, every value is worth offering, not only the one that is set.
  const options = useFieldValues(bin, field, text === (value ?? '') ? '' : text);
  return (
    <span className="value-filter">
      <Combobox
        label={label}
        placeholder={label}
        value={text}
        options={options}
        type={setText}
        submit={(chosen) => {
          setText(chosen);
          if (chosen !== (value ?? '')) change(chosen === '' ? undefined : chosen);
        }}
      />
      {value !== undefined && (
        <button
          type="button"
          className="clear"
          aria-label={`Any ${label.toLowerCase()}`}
          onClick={() => change(undefined)}
        >
          <Cross />
        </button>
      )}
    </span>
  );
}
