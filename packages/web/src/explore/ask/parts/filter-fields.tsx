import {
  type Condition,
  type Dataset,
  FILTER_OPS,
  type Filter,
  type FilterOp,
  valueOfWord,
  valueShapeOf,
} from '@tracebin/model';
import { useState } from 'react';
import { Combobox } from '../../../controls/combobox.tsx';
import { useFieldValues } from '../../../shell/use-completion.ts';
import { useFieldNames } from '../use-field-names.ts';

export interface FilterDraft {
  column: string;
  op: FilterOp;
  value: string;
  setColumn: (column: string) => void;
  setOp: (op: FilterOp) => void;
  setValue: (value: string) => void;
  /** Undefined while something is missing. */
  condition: Condition | undefined;
}

export function useFilterDraft(initial?: Filter): FilterDraft {
  const written = [initial?.value ?? ''].flat().join(', ');
  const [column, setColumn] = useState(initial?.column ?? '');
  const [op, setOp] = useState<FilterOp>(initial?.op ?? '=');
  const [value, setValue] = useState(written);
  const shape = valueShapeOf(op);
  const isComplete = column.trim() !== '' && (shape === 'none' || value !== '');
  const read = (): Filter['value'] => {
    // Text that looks like a number, and a comma inside of a value, stay what they were.
    const isSame = initial?.value !== undefined && value === written;
    if (isSame && valueShapeOf(initial.op) === shape) return initial.value;
    return shape === 'list' ? value.split(',').map((each) => valueOfWord(each.trim())) : valueOfWord(value);
  };
  const condition = !isComplete
    ? undefined
    : shape === 'none'
      ? { column: column.trim(), op }
      : { column: column.trim(), op, value: read()! };
  return { column, op, value, setColumn, setOp, setValue, condition };
}

interface FilterFieldsProps {
  bin: string;
  dataset: Dataset | undefined;
  calculated: readonly string[];
  draft: FilterDraft;
}

/** A comparison: field, operator and, where it takes one, value. */
export function FilterFields({ bin, dataset, calculated, draft }: FilterFieldsProps) {
  const { column, op, value } = draft;
  const shape = valueShapeOf(op);
  const fields = useFieldNames(bin, column, dataset, calculated);
  const values = useFieldValues(bin, column, value, shape === 'one');
  return (
    <>
      <Combobox
        label="Field to filter by"
        placeholder="field"
        value={column}
        options={fields}
        type={draft.setColumn}
        submit={draft.setColumn}
      />
      <select
        className="field"
        aria-label="Operator"
        value={op}
        onChange={(event) => draft.setOp(event.target.value as FilterOp)}
      >
        {FILTER_OPS.map((each) => (
          <option key={each}>{each}</option>
        ))}
      </select>
      {shape !== 'none' && (
        <Combobox
          label="Value"
          placeholder={shape === 'list' ? 'a, b, c' : 'value'}
          value={value}
          options={values}
          type={draft.setValue}
          submit={draft.setValue}
        />
      )}
    </>
  );
}
