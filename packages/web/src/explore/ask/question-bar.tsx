import { findFault, parseQuestion, printQuestion, type Question, QuestionTextError } from '@tracebin/model';
import { type ReactNode, useEffect, useMemo, useRef, useState } from 'react';
import { useKeys } from '../../shell/keys.ts';
import type { TimeRange } from '../../time/time-range.ts';
import { rangeOfQuestion, withoutRange } from '../asked-question.ts';
import { ChipRow } from './chip-row.tsx';
import { QuestionInput, type QuestionInputHandle } from './question-input.tsx';

interface QuestionBarProps {
  bin: string;
  /** The question that was asked last. */
  text: string;
  /** The range of the page, which gives earlier periods and points in time their length. */
  range: TimeRange;
  run: (text: string, range: TimeRange | undefined) => void;
  /** Stands at the end of the line of chips: the range and what the answer cost. */
  children: ReactNode;
}

interface ReadText {
  /** Also of a text that can be read and not be answered: its parts can be taken away one by one. */
  question?: Question;
  error?: { message: string; at: number; length: number };
}

/** The question as text, and in parts under it; both are the same question. */
export function QuestionBar({ bin, text, range, run, children }: QuestionBarProps) {
  const [draft, setDraft] = useState(text);
  const [isRefused, setRefused] = useState(() => readText(text).error !== undefined);
  const input = useRef<QuestionInputHandle>(null);
  const read = useMemo(() => readText(draft), [draft]);
  const lastQuestion = useRef<Question>({});
  if (read.question !== undefined) lastQuestion.current = read.question;
  // The address has another question: back, a link, a click on a value. Its faults are those of who wrote it down.
  useEffect(() => {
    setDraft(text);
    setRefused(readText(text).error !== undefined);
  }, [text]);
  useKeys('Explore', [{ keys: '/', label: 'Edit the question', run: () => input.current?.focus() }]);
  const ask = (question: Question, written?: string) => {
    const plain = withoutRange(question);
    const ownRange = rangeOfQuestion(question);
    // What was typed stays as it was typed; only a range in it moves into the picker.
    const next = written !== undefined && ownRange === undefined ? written.trim() : printQuestion(plain);
    setDraft(next);
    run(next, ownRange);
  };
  const runDraft = () => {
    setRefused(read.error !== undefined);
    if (read.question !== undefined && read.error === undefined) ask(read.question, draft);
  };
  return (
    <>
      <form
        className="question-bar"
        onSubmit={(event) => {
          event.preventDefault();
          runDraft();
        }}
      >
        <QuestionInput
          bin={bin}
          text={draft}
          type={(typed) => {
            setDraft(typed);
            setRefused(false);
          }}
          run={runDraft}
          error={isRefused ? read.error : undefined}
          handle={input}
        />
        {/* Always in its place: a button that turned into "Cancel" would catch the click that was meant for it. */}
        <button type="submit" className="ctl primary question-run">
          Run
        </button>
      </form>
      <div className="question-head">
        <ChipRow
          bin={bin}
          question={lastQuestion.current}
          range={range}
          isWaiting={read.question === undefined}
          change={(question) => ask(question)}
        />
        <div className="question-facts">{children}</div>
      </div>
    </>
  );
}

function readText(text: string): ReadText {
  try {
    const question = parseQuestion(text);
    const fault = findFault(text);
    if (fault === undefined) return { question };
    return { question, error: { message: fault.message, at: fault.at, length: fault.length } };
  } catch (error) {
    if (!(error instanceof QuestionTextError)) throw error;
    return { error: { message: error.message, at: error.at, length: error.length } };
  }
}
