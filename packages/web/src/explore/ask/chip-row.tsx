import {
  CALCULATION_OPS,
  type CalculationOp,
  FILTER_OPS,
  type FilterOp,
  narrowed,
  needsColumn,
  type Question,
  valueOfWord,
  valueShapeOf,
} from '@tracebin/model';
import { useState } from 'react';
import { Combobox } from '../../controls/combobox.tsx';
import { Floating } from '../../shell/floating.tsx';
import { useFieldValues } from '../../shell/use-completion.ts';
import {
  type ChipSection,
  type QuestionChip,
  questionChips,
  withBreakdown,
  withCalculation,
} from './question-chips.ts';
import { useFieldNames } from './use-field-names.ts';

interface ChipRowProps {
  bin: string;
  question: Question;
  /** While the text is no question, the chips are those of the one before, and wait. */
  isWaiting: boolean;
  change: (question: Question) => void;
}

const ALWAYS: readonly ChipSection[] = ['Show', 'Where', 'Group by'];

/** The question in parts: each can be taken away, and parts be added, by the pointer alone. The text follows. */
export function ChipRow({ bin, question, isWaiting, change }: ChipRowProps) {
  const chips = questionChips(question);
  const sections = [...new Set([...ALWAYS, ...chips.map(({ section }) => section)])];
  return (
    <div className="chip-row small" inert={isWaiting}>
      {sections.map((section) => (
        <span key={section} className="chip-section">
          <span className="muted">{section}</span>
          {chips
            .filter((chip) => chip.section === section)
            .map((chip, index) => (
              // biome-ignore lint/suspicious/noArrayIndexKey: the same part may stand twice
              <Chip key={`${chip.text} ${index}`} chip={chip} change={change} />
            ))}
          {ALWAYS.includes(section) && (
            <Floating className="chip add" name={`Add to ${section}`} label="+">
              {(close) => {
                const add = (next: Question) => {
                  change(next);
                  close();
                };
                if (section === 'Show') return <CalculationForm bin={bin} question={question} add={add} />;
                if (section === 'Where') return <FilterForm bin={bin} question={question} add={add} />;
                return <BreakdownForm bin={bin} question={question} add={add} />;
              }}
            </Floating>
          )}
        </span>
      ))}
    </div>
  );
}

function Chip({ chip, change }: { chip: QuestionChip; change: (question: Question) => void }) {
  return (
    <span className="chip">
      <span className="clip">{chip.text}</span>
      <button
        type="button"
        className="chip-off"
        aria-label={`Take away ${chip.section.toLowerCase()} ${chip.text}`}
        onClick={() => change(chip.without)}
      >
        ×
      </button>
    </span>
  );
}

interface FormProps {
  bin: string;
  question: Question;
  add: (question: Question) => void;
}

function CalculationForm({ bin, question, add }: FormProps) {
  const [op, setOp] = useState<CalculationOp>('COUNT');
  const [column, setColumn] = useState('duration');
  const fields = useFieldNames(bin, column, question.dataset);
  const calculation = needsColumn(op) ? { op, column } : { op };
  return (
    <form
      className="chip-form"
      onSubmit={(event) => {
        event.preventDefault();
        add(withCalculation(question, calculation));
      }}
    >
      <select
        className="field"
        aria-label="Calculation"
        value={op}
        onChange={(event) => setOp(event.target.value as CalculationOp)}
      >
        {CALCULATION_OPS.map((each) => (
          <option key={each}>{each}</option>
        ))}
      </select>
      {needsColumn(op) && (
        <Combobox
          label="Field to calculate"
          placeholder="field"
          value={column}
          options={fields}
          type={setColumn}
          submit={setColumn}
        />
      )}
      <button type="submit" className="ctl" disabled={needsColumn(op) && column.trim() === ''}>
        Add
      </button>
      {question.unweighted !== true && (
        <button
          type="button"
          className="link-button"
          title="Each event counts once, whatever its sample rate says it stands for"
          onClick={() => add({ ...question, unweighted: true })}
        >
          Count stored events
        </button>
      )}
    </form>
  );
}

function FilterForm({ bin, question, add }: FormProps) {
  const [column, setColumn] = useState('');
  const [op, setOp] = useState<FilterOp>('=');
  const [value, setValue] = useState('');
  const fields = useFieldNames(bin, column, question.dataset);
  const shape = valueShapeOf(op);
  const values = useFieldValues(bin, column, value, shape === 'one');
  const isComplete = column.trim() !== '' && (shape === 'none' || value !== '');
  const condition = () => {
    if (shape === 'none') return { column, op };
    if (shape === 'list')
      return { column, op, value: value.split(',').map((each) => valueOfWord(each.trim())) };
    return { column, op, value: valueOfWord(value) };
  };
  return (
    <form
      className="chip-form"
      onSubmit={(event) => {
        event.preventDefault();
        if (isComplete) add(narrowed(question, condition()));
      }}
    >
      <Combobox
        label="Field to filter by"
        placeholder="field"
        value={column}
        options={fields}
        type={setColumn}
        submit={setColumn}
      />
      <select
        className="field"
        aria-label="Operator"
        value={op}
        onChange={(event) => setOp(event.target.value as FilterOp)}
      >
        {FILTER_OPS.map((each) => (
          <option key={each}>{each}</option>
        ))}
      </select>
      {shape !== 'none' && (
        <Combobox
          label="Value"
          placeholder={shape === 'list' ? 'a, b, c' : 'value'}
          value={value}
          options={values}
          type={setValue}
          submit={setValue}
        />
      )}
      <button type="submit" className="ctl" disabled={!isComplete}>
        Add
      </button>
    </form>
  );
}

function BreakdownForm({ bin, question, add }: FormProps) {
  const [field, setField] = useState('');
  const fields = useFieldNames(bin, field, question.dataset);
  return (
    <form
      className="chip-form"
      onSubmit={(event) => {
        event.preventDefault();
        if (field.trim() !== '') add(withBreakdown(question, field.trim()));
      }}
    >
      <Combobox
        label="Field to group by"
        placeholder="field"
        value={field}
        options={fields}
        type={setField}
        submit={setField}
      />
      <button type="submit" className="ctl" disabled={field.trim() === ''}>
        Add
      </button>
    </form>
  );
}
