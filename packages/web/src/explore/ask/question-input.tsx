import { type Ref, useId, useImperativeHandle, useLayoutEffect, useRef, useState } from 'react';
import { withOption } from './completion-options.ts';
import { highlightQuestion } from './highlight-question.ts';
import './ask.css';
import { useCompletions } from './use-completions.ts';

export interface QuestionInputHandle {
  focus(): void;
}

interface QuestionInputProps {
  bin: string;
  text: string;
  type: (text: string) => void;
  /** Enter. */
  run: () => void;
  error: { message: string; at: number; length: number } | undefined;
  handle: Ref<QuestionInputHandle>;
}

/**
 * The question as text: coloured while it is typed, completed at the caret, with the place of an error underlined.
 * Enter asks, Tab or Enter on a chosen option writes it, Shift and Enter begins a line.
 */
export function QuestionInput({ bin, text, type, run, error, handle }: QuestionInputProps) {
  const field = useRef<HTMLTextAreaElement>(null);
  const colours = useRef<HTMLPreElement>(null);
  const id = useId();
  const [caret, setCaret] = useState(text.length);
  const [open, setOpen] = useState(false);
  const [active, setActive] = useState(-1);
  const { completion, options } = useCompletions(bin, text, Math.min(caret, text.length), open);
  const shown = open && options.length > 0;
  const nextCaret = useRef<number | undefined>(undefined);
  useImperativeHandle(handle, () => ({
    focus: () => {
      field.current?.focus();
      field.current?.setSelectionRange(text.length, text.length);
      setCaret(text.length);
      setOpen(true);
    },
  }));
  useLayoutEffect(() => {
    const element = field.current;
    if (element === null) return;
    if (nextCaret.current !== undefined) {
      element.setSelectionRange(nextCaret.current, nextCaret.current);
      nextCaret.current = undefined;
    }
    element.style.height = `${colours.current?.offsetHeight ?? 20}px`;
  });
  const choose = (option: string) => {
    const next = withOption(text, completion, option);
    nextCaret.current = next.caret;
    setCaret(next.caret);
    setActive(-1);
    type(next.text);
  };
  const onKeyDown = (event: React.KeyboardEvent<HTMLTextAreaElement>) => {
    const option = shown ? options[active] : undefined;
    if (shown && (event.key === 'ArrowDown' || event.key === 'ArrowUp')) {
      event.preventDefault();
      const places = options.length + 1;
      setActive((now) => ((now + 1 + (event.key === 'ArrowDown' ? 1 : -1) + places) % places) - 1);
    } else if (event.key === 'Tab' && shown && !event.shiftKey) {
      event.preventDefault();
      choose((option ?? options[0]!).text);
    } else if (event.key === 'Enter' && !event.shiftKey) {
      event.preventDefault();
      if (option !== undefined && !event.ctrlKey && !event.metaKey) choose(option.text);
      else {
        setOpen(false);
        run();
      }
    } else if (event.key === 'Escape') {
      event.stopPropagation();
      if (shown) setOpen(false);
      else event.currentTarget.blur();
    }
  };
  return (
    <div className="question-field" data-invalid={error !== undefined || undefined}>
      <div className="question-text">
        <pre ref={colours} className="question-colours" aria-hidden="true">
          {highlightQuestion(text, error).map((piece, index) => (
            // biome-ignore lint/suspicious/noArrayIndexKey: pieces have no names of their own
            <span key={index} className={`q-${piece.look}`}>
              {piece.text}
            </span>
          ))}
          {error !== undefined && error.length === 0 && <span className="q-wrong"> ?</span>}
          {'\u200b'}
        </pre>
        <textarea
          ref={field}
          className="question-type"
          role="combobox"
          aria-label="Question"
          aria-expanded={shown}
          aria-controls={shown ? `${id}-list` : undefined}
          aria-autocomplete="list"
          aria-activedescendant={shown && active >= 0 ? `${id}-${active}` : undefined}
          aria-invalid={error !== undefined || undefined}
          aria-describedby={error === undefined ? undefined : `${id}-error`}
          placeholder="HEATMAP(duration) WHERE service = web   or   COUNT, P95(duration) GROUP BY http.route"
          rows={1}
          spellCheck={false}
          autoComplete="off"
          value={text}
          onChange={(event) => {
            setOpen(true);
            setActive(-1);
            setCaret(event.target.selectionStart);
            type(event.target.value);
          }}
          onSelect={(event) => setCaret(event.currentTarget.selectionStart)}
          onFocus={() => setOpen(true)}
          onBlur={() => {
            setOpen(false);
            setActive(-1);
          }}
          onKeyDown={onKeyDown}
        />
      </div>
      {shown && (
        <div className="float-panel left options question-options" role="listbox" id={`${id}-list`}>
          {options.map((option, index) => (
            // biome-ignore lint/a11y/useKeyWithClickEvents: the keys are the field's, which keeps the focus
            <div
              key={option.text}
              id={`${id}-${index}`}
              role="option"
              tabIndex={-1}
              aria-selected={index === active}
              onPointerDown={(event) => event.preventDefault()}
              onClick={() => choose(option.text)}
            >
              <span className="mono clip">{option.text}</span>
              {option.note !== undefined && <span className="muted small clip">{option.note}</span>}
            </div>
          ))}
        </div>
      )}
      {error !== undefined && (
        <p className="question-error small" id={`${id}-error`} role="alert">
          {error.message}
          <span className="muted"> · at character {error.at + 1}</span>
        </p>
      )}
    </div>
  );
}
