import { parseExpression, QuestionTextError } from '@tracebin/model';
import { useState } from 'react';
import { isFreeName, withField } from '../question-edits.ts';
import { type PartFormProps, verbOf } from './part-form-props.ts';

/** To begin from: each shows what can be done, and is changed to what is meant. */
const EXAMPLES: readonly { label: string; expression: string; name: string }[] = [
  { label: 'one of two words', name: 'speed', expression: 'IF(duration > 1s, "slow", "quick")' },
  { label: 'steps of a number', name: 'seconds', expression: 'BUCKET(duration_ms, 1000)' },
  { label: 'the first that is there', name: 'user', expression: 'COALESCE(user.id, session.id, "nobody")' },
  { label: 'a part of a text', name: 'first_part', expression: 'REG_VALUE(name, "^[^/]*/([a-z]+)")' },
  { label: 'two fields in one', name: 'place', expression: 'CONCAT(service, " ", name)' },
  { label: 'hour of the day', name: 'hour', expression: 'FORMAT_TIME("%H", EVENT_TIMESTAMP())' },
];

/** A field made of others: begun from an example, with the fault of the expression in words. */
export function FieldForm({ question, index, done }: PartFormProps) {
  const known = index === undefined ? undefined : question.calculatedFields?.[index];
  const [name, setName] = useState(known?.name ?? '');
  const [expression, setExpression] = useState(known?.expression ?? '');
  const fault = faultOf(expression);
  const isNameFine = known !== undefined || isFreeName(question, name.trim());
  const isComplete = isNameFine && expression.trim() !== '' && fault === undefined;
  const add = (isGrouped: boolean) => {
    if (!isComplete) return;
    const field = { name: name.trim(), expression: expression.trim() };
    done(withField(question, field, { ...(index === undefined ? {} : { index }), isGrouped }));
  };
  return (
    <form
      className="chip-form field-form"
      onSubmit={(event) => {
        event.preventDefault();
        add(false);
      }}
    >
      <select
        className="field"
        aria-label="Begin from an example"
        value=""
        onChange={(event) => {
          const example = EXAMPLES.find(({ label }) => label === event.target.value);
          if (example === undefined) return;
          setExpression(example.expression);
          if (known === undefined) setName(example.name);
        }}
      >
        <option value="">Begin from…</option>
        {EXAMPLES.map(({ label }) => (
          <option key={label}>{label}</option>
        ))}
      </select>
      <input
        className="field"
        aria-label="Name of the field"
        placeholder="name"
        // Whatever asks for it knows it by its name.
        readOnly={known !== undefined}
        aria-invalid={(name !== '' && !isNameFine) || undefined}
        value={name}
        onChange={(event) => setName(event.target.value)}
      />
      <input
        className="field mono expression"
        aria-label="Expression"
        placeholder='IF(duration > 1s, "slow", "quick")'
        spellCheck={false}
        autoComplete="off"
        aria-invalid={(expression !== '' && fault !== undefined) || undefined}
        value={expression}
        onChange={(event) => setExpression(event.target.value)}
      />
      <button type="submit" className="ctl" disabled={!isComplete}>
        {verbOf(index)}
      </button>
      {known === undefined && (
        <button type="button" className="ctl" disabled={!isComplete} onClick={() => add(true)}>
          Add and group by it
        </button>
      )}
      {expression !== '' && fault !== undefined && (
        <p className="bad small" role="status">
          {fault}
        </p>
      )}
    </form>
  );
}

export function faultOf(expression: string): string | undefined {
  try {
    parseExpression(expression);
    return undefined;
  } catch (error) {
    if (!(error instanceof QuestionTextError)) throw error;
    return `${error.message} (at character ${error.at + 1})`;
  }
}
