import { isFilter } from '@tracebin/model';
import { withFilter } from '../question-edits.ts';
import { FilterFields, useFilterDraft } from './filter-fields.tsx';
import { type PartFormProps, verbOf } from './part-form-props.ts';

export function FilterForm({ bin, question, index, done }: PartFormProps) {
  const known = index === undefined ? undefined : question.filters?.[index];
  const draft = useFilterDraft(known !== undefined && isFilter(known) ? known : undefined);
  const { condition } = draft;
  return (
    <form
      className="chip-form"
      onSubmit={(event) => {
        event.preventDefault();
        if (condition !== undefined) done(withFilter(question, condition, index));
      }}
    >
      <FilterFields
        bin={bin}
        dataset={question.dataset}
        calculated={(question.calculatedFields ?? []).map(({ name }) => name)}
        draft={draft}
      />
      <button type="submit" className="ctl" disabled={condition === undefined}>
        {verbOf(index)}
      </button>
    </form>
  );
}
