import { HAVING_OPS, type HavingOp } from '@tracebin/model';
import { useState } from 'react';
import { withHaving } from '../question-edits.ts';
import { numberOf, numberText, subjectsOf, subjectText } from '../question-subjects.ts';
import { type PartFormProps, verbOf } from './part-form-props.ts';

/** Which groups are kept: those with a number above, below or at another. */
export function HavingForm({ question, index, done }: PartFormProps) {
  const subjects = subjectsOf(question);
  const known = index === undefined ? undefined : question.havings?.[index];
  const [label, setLabel] = useState(
    known === undefined
      ? (subjects[0]?.label ?? '')
      : subjectText(known.calculateOp, known.column, known.name),
  );
  const subject = subjects.find((each) => each.label === label) ?? subjects[0];
  const [op, setOp] = useState<HavingOp>(known?.op ?? '>');
  const [text, setText] = useState(
    known === undefined ? '' : numberText(known.value, subject?.isDuration === true),
  );
  const value = numberOf(text);
  return (
    <form
      className="chip-form"
      onSubmit={(event) => {
        event.preventDefault();
        if (value === undefined || subject === undefined) return;
        const { op: calculateOp, column, name } = subject;
        const by =
          name === undefined
            ? { calculateOp: calculateOp!, ...(column === undefined ? {} : { column }) }
            : { name };
        done(withHaving(question, { ...by, op, value }, index));
      }}
    >
      <select
        className="field"
        aria-label="Number of the group"
        value={subject?.label}
        onChange={(event) => setLabel(event.target.value)}
      >
        {subjects.map((each) => (
          <option key={each.label}>{each.label}</option>
        ))}
      </select>
      <select
        className="field"
        aria-label="Operator"
        value={op}
        onChange={(event) => setOp(event.target.value as HavingOp)}
      >
        {HAVING_OPS.map((each) => (
          <option key={each}>{each}</option>
        ))}
      </select>
      <input
        className="field number"
        aria-label="Than which number"
        placeholder={subject?.isDuration === true ? '250ms' : 'number'}
        aria-invalid={(text !== '' && value === undefined) || undefined}
        value={text}
        onChange={(event) => setText(event.target.value)}
      />
      <button type="submit" className="ctl" disabled={value === undefined || subject === undefined}>
        {verbOf(index)}
      </button>
    </form>
  );
}
