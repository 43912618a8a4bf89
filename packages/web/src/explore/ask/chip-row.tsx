import type { Question } from '@tracebin/model';
import { Floating } from '../../shell/floating.tsx';
import type { TimeRange } from '../../time/time-range.ts';
import { MoreMenu } from './parts/more-menu.tsx';
import { PartForm } from './parts/part-form.tsx';
import { type ChipSection, type QuestionChip, type QuestionPart, questionChips } from './question-chips.ts';

interface ChipRowProps {
  bin: string;
  question: Question;
  range: TimeRange;
  /** While the text is no question, the chips are those of the one before, and wait. */
  isWaiting: boolean;
  change: (question: Question) => void;
}

/** Where a further part of the same kind can be added; the first three stand there always. */
const ADDED: Partial<Record<ChipSection, QuestionPart['kind']>> = {
  Show: 'calculation',
  Where: 'filter',
  'Group by': 'breakdown',
  With: 'field',
  Having: 'having',
  Order: 'order',
};
const ALWAYS: readonly ChipSection[] = ['Show', 'Where', 'Group by'];

/** The question in parts: each can be changed and taken away, and parts be added, without its language. The text follows. */
export function ChipRow({ bin, question, range, isWaiting, change }: ChipRowProps) {
  const chips = questionChips(question);
  const sections = [...new Set([...ALWAYS, ...chips.map(({ section }) => section)])];
  const form = (part: QuestionPart) => (close: () => void) => (
    <PartForm
      bin={bin}
      question={question}
      range={range}
      part={part}
      done={(next) => {
        change(next);
        close();
      }}
    />
  );
  return (
    <div className="chip-row small" inert={isWaiting}>
      {sections.map((section) => {
        const kind = ADDED[section];
        return (
          <span key={section} className="chip-section">
            <span className="muted">{section}</span>
            {chips
              .filter((chip) => chip.section === section)
              .map((chip, index) => (
                // biome-ignore lint/suspicious/noArrayIndexKey: the same part may stand twice
                <Chip key={`${chip.text} ${index}`} chip={chip} change={change} form={form} />
              ))}
            {kind !== undefined && (
              <Floating className="chip add" name={`Add to ${section}`} label="+">
                {form({ kind })}
              </Floating>
            )}
          </span>
        );
      })}
      <MoreMenu bin={bin} question={question} range={range} done={change} />
    </div>
  );
}

interface ChipProps {
  chip: QuestionChip;
  change: (question: Question) => void;
  form: (part: QuestionPart) => (close: () => void) => React.ReactNode;
}

function Chip({ chip: { section, text, part, without }, change, form }: ChipProps) {
  const name = `${section.toLowerCase()} ${text}`;
  return (
    <span className="chip">
      {part === undefined ? (
        <span className="clip">{text}</span>
      ) : (
        <Floating className="chip-text clip" name={`Change ${name}`} label={text}>
          {form(part)}
        </Floating>
      )}
      <button
        type="button"
        className="chip-off"
        aria-label={`Take away ${name}`}
        onClick={() => change(without)}
      >
        ×
      </button>
    </span>
  );
}
