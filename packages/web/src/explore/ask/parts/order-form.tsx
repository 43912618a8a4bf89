import type { Order } from '@tracebin/model';
import { useState } from 'react';
import { withOrder } from '../question-edits.ts';
import { orderSubjectsOf, subjectText } from '../question-subjects.ts';
import { type PartFormProps, verbOf } from './part-form-props.ts';

/** By what the groups are ordered, and in which direction; numbers fall and fields rise unless told otherwise. */
export function OrderForm({ question, index, done }: PartFormProps) {
  const subjects = orderSubjectsOf(question);
  const known = index === undefined ? undefined : question.orders?.[index];
  const [label, setLabel] = useState(
    known === undefined ? (subjects[0]?.label ?? '') : subjectText(known.op, known.column, known.name),
  );
  const subject = subjects.find((each) => each.label === label) ?? subjects[0];
  const isField = subject?.op === undefined && subject?.name === undefined;
  const [chosen, setChosen] = useState<Order['order']>(known?.order);
  const order = chosen ?? (isField ? 'ascending' : 'descending');
  return (
    <form
      className="chip-form"
      onSubmit={(event) => {
        event.preventDefault();
        if (subject === undefined) return;
        const { label: _, isDuration: __, ...by } = subject;
        done(withOrder(question, { ...by, order }, index));
      }}
    >
      <select
        className="field"
        aria-label="Order by"
        value={subject?.label}
        onChange={(event) => setLabel(event.target.value)}
      >
        {subjects.map((each) => (
          <option key={each.label}>{each.label}</option>
        ))}
      </select>
      <select
        className="field"
        aria-label="Direction"
        value={order}
        onChange={(event) => setChosen(event.target.value as 'ascending' | 'descending')}
      >
        <option value="descending">{isField ? '↓ Z to A' : '↓ largest first'}</option>
        <option value="ascending">{isField ? '↑ A to Z' : '↑ smallest first'}</option>
      </select>
      <button type="submit" className="ctl" disabled={subject === undefined}>
        {verbOf(index)}
      </button>
    </form>
  );
}
