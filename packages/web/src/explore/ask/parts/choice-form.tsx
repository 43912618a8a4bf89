import type { Question } from '@tracebin/model';
import { useState } from 'react';

interface ChoiceFormProps {
  choices: readonly { label: string; note?: string; question: Question }[];
  /** What else may be typed. */
  other?: {
    label: string;
    placeholder: string;
    initial: string;
    /** The question with what was typed; undefined for what cannot be meant. */
    read: (text: string) => Question | undefined;
  };
  done: (question: Question) => void;
}

/** What is mostly wanted, a click each; anything else in the field beneath. */
export function ChoiceForm({ choices, other, done }: ChoiceFormProps) {
  const [text, setText] = useState(other?.initial ?? '');
  const typed = other?.read(text);
  return (
    <div className="menu part-menu">
      {choices.map(({ label, note, question }) => (
        <button key={label} type="button" onClick={() => done(question)}>
          {label}
          {note !== undefined && <span className="muted small right">{note}</span>}
        </button>
      ))}
      {other !== undefined && (
        <form
          className="part-other"
          onSubmit={(event) => {
            event.preventDefault();
            if (typed !== undefined) done(typed);
          }}
        >
          <input
            className="field"
            aria-label={other.label}
            placeholder={other.placeholder}
            aria-invalid={(text !== '' && typed === undefined) || undefined}
            value={text}
            onChange={(event) => setText(event.target.value)}
          />
          <button type="submit" className="ctl" disabled={typed === undefined}>
            Set
          </button>
        </form>
      )}
    </div>
  );
}
