import type { QuestionAnswer } from '@tracebin/model';
import type { ChartKind, ExploreSearch } from '../pages/explore/explore-search.ts';
import type { ChangeOf } from '../table/use-change-search.ts';
import { AnswerFiles } from './answer/answer-files.tsx';

interface ChartChoicesProps {
  kind: ChartKind;
  isLog: boolean;
  change: (change: ChangeOf<ExploreSearch>) => void;
  /** False where there is nothing over time to draw otherwise. */
  hasSeries: boolean;
  answer: QuestionAnswer;
}

const KINDS: readonly { kind: ChartKind; label: string }[] = [
  { kind: 'line', label: 'Lines' },
  { kind: 'stacked', label: 'Stacked' },
  { kind: 'bar', label: 'Bars' },
  { kind: 'stat', label: 'Totals' },
];

/** How the numbers are drawn, and the numbers as a file. */
export const ChartChoices = ({ kind, isLog, change, hasSeries, answer }: ChartChoicesProps) => (
  <div className="tab-tools small">
    {hasSeries && (
      <span className="seg">
        {KINDS.map((each) => (
          <button
            key={each.kind}
            type="button"
            aria-pressed={each.kind === kind}
            onClick={() => change({ chart: each.kind === 'line' ? undefined : each.kind })}
          >
            {each.label}
          </button>
        ))}
      </span>
    )}
    {hasSeries && kind === 'line' && (
      <label className="row">
        <input
          type="checkbox"
          checked={isLog}
          onChange={(event) => change({ log: event.target.checked ? true : undefined })}
        />
        log scale
      </label>
    )}
    <AnswerFiles answer={answer} />
  </div>
);
