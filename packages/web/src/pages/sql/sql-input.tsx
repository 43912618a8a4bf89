import { useLayoutEffect, useRef } from 'react';
import '../../explore/ask/ask.css';

export interface SqlMistake {
  message: string;
  /** Place in the text; undefined where only the message is known. */
  at: number | undefined;
  length: number;
}

interface SqlInputProps {
  text: string;
  type: (text: string) => void;
  /** Control or Command and Enter. */
  run: () => void;
  mistake: SqlMistake | undefined;
}

/** The statement, growing with its lines, with the place of a mistake underlined. */
export function SqlInput({ text, type, run, mistake }: SqlInputProps) {
  const field = useRef<HTMLTextAreaElement>(null);
  const seen = useRef<HTMLPreElement>(null);
  useLayoutEffect(() => {
    if (field.current !== null) field.current.style.height = `${seen.current?.offsetHeight ?? 60}px`;
  });
  const at = mistake?.at;
  // At the end of the text there is nothing to underline but a space.
  const end = at === undefined ? 0 : at + Math.max(1, mistake!.length);
  return (
    <div className="question-field" {...(mistake === undefined ? {} : { 'data-invalid': '' })}>
      <div className="question-text sql-input">
        <pre className="question-colours" ref={seen} aria-hidden="true">
          {at === undefined ? (
            text
          ) : (
            <>
              {text.slice(0, at)}
              <span className="q-wrong">{text.slice(at, end) || ' '}</span>
              {text.slice(end)}
            </>
          )}
          {'\n'}
        </pre>
        <textarea
          ref={field}
          className="question-type"
          value={text}
          spellCheck={false}
          autoCapitalize="off"
          aria-label="SQL"
          aria-invalid={mistake !== undefined}
          placeholder="SELECT ... FROM spans"
          onChange={(event) => type(event.currentTarget.value)}
          onKeyDown={(event) => {
            if (event.key === 'Enter' && (event.ctrlKey || event.metaKey)) {
              event.preventDefault();
              run();
            } else if (event.key === 'Escape') event.currentTarget.blur();
          }}
        />
      </div>
    </div>
  );
}
