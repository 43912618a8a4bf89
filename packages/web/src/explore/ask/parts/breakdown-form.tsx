import { useState } from 'react';
import { Combobox } from '../../../controls/combobox.tsx';
import { withBreakdown } from '../question-edits.ts';
import { useFieldNames } from '../use-field-names.ts';
import { type PartFormProps, verbOf } from './part-form-props.ts';

export function BreakdownForm({ bin, question, index, done }: PartFormProps) {
  const [field, setField] = useState(index === undefined ? '' : (question.breakdowns?.[index] ?? ''));
  const calculated = (question.calculatedFields ?? []).map(({ name }) => name);
  const fields = useFieldNames(bin, field, question.dataset, calculated);
  return (
    <form
      className="chip-form"
      onSubmit={(event) => {
        event.preventDefault();
        if (field.trim() !== '') done(withBreakdown(question, field.trim(), index));
      }}
    >
      <Combobox
        label="Field to group by"
        placeholder="field"
        value={field}
        options={fields}
        type={setField}
        submit={setField}
      />
      <button type="submit" className="ctl" disabled={field.trim() === ''}>
        {verbOf(index)}
      </button>
    </form>
  );
}
