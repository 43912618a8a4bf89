import { useState } from 'react';
import { isFreeName, withFormula } from '../question-edits.ts';
import { subjectsOf } from '../question-subjects.ts';
import { faultOf } from './field-form.tsx';
import { type PartFormProps, verbOf } from './part-form-props.ts';

const SIGNS = [
  ['/', '÷'],
  ['*', '×'],
  ['+', '+'],
  ['-', '−'],
] as const;

/** A number made of two others; one that is there is changed as the arithmetic it is. */
export function FormulaForm(props: PartFormProps) {
  return props.index === undefined ? (
    <NewFormula {...props} />
  ) : (
    <KnownFormula {...props} index={props.index} />
  );
}

function NewFormula({ question, done }: PartFormProps) {
  // A formula is of calculations, and not of another one.
  const subjects = subjectsOf({ ...question, formulas: [] });
  const [left, setLeft] = useState(subjects[0]?.label ?? '');
  const [right, setRight] = useState((subjects[1] ?? subjects[0])?.label ?? '');
  const [sign, setSign] = useState<string>('/');
  const [name, setName] = useState('ratio');
  const isComplete = left !== '' && isFreeName(question, name.trim());
  const number = (label: string, value: string, set: (value: string) => void) => (
    <select className="field" aria-label={label} value={value} onChange={(event) => set(event.target.value)}>
      {subjects.map((each) => (
        <option key={each.label}>{each.label}</option>
      ))}
    </select>
  );
  return (
    <form
      className="chip-form"
      onSubmit={(event) => {
        event.preventDefault();
        if (isComplete) done(withFormula(question, { name: name.trim(), left, sign, right }));
      }}
    >
      <input
        className="field"
        aria-label="Name of the formula"
        aria-invalid={!isComplete || undefined}
        value={name}
        onChange={(event) => setName(event.target.value)}
      />
      <span className="muted">=</span>
      {number('First number', left, setLeft)}
      <select
        className="field"
        aria-label="Arithmetic"
        value={sign}
        onChange={(event) => setSign(event.target.value)}
      >
        {SIGNS.map(([each, shown]) => (
          <option key={each} value={each}>
            {shown}
          </option>
        ))}
      </select>
      {number('Second number', right, setRight)}
      <button type="submit" className="ctl" disabled={!isComplete}>
        Add
      </button>
    </form>
  );
}

function KnownFormula({ question, index, done }: PartFormProps & { index: number }) {
  const formulas = question.formulas ?? [];
  const known = formulas[index];
  const [expression, setExpression] = useState(known?.expression ?? '');
  const fault = faultOf(expression);
  return (
    <form
      className="chip-form"
      onSubmit={(event) => {
        event.preventDefault();
        if (known === undefined || fault !== undefined) return;
        done({ ...question, formulas: formulas.with(index, { ...known, expression: expression.trim() }) });
      }}
    >
      <input
        className="field mono expression"
        aria-label="Formula"
        spellCheck={false}
        autoComplete="off"
        aria-invalid={fault !== undefined || undefined}
        value={expression}
        onChange={(event) => setExpression(event.target.value)}
      />
      <button type="submit" className="ctl" disabled={fault !== undefined}>
        {verbOf(index)}
      </button>
      {fault !== undefined && (
        <p className="bad small" role="status">
          {fault}
        </p>
      )}
    </form>
  );
}
