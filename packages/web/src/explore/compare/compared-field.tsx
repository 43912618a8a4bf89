import type { ComparedField, CompareHead, PairPart } from '@tracebin/model';
import { useState } from 'react';
import { CopyButton } from '../../controls/copy-text.tsx';
import { Floating } from '../../shell/floating.tsx';
import { formatShare } from '../answer/format-value.ts';
import { leadingRun, likelierText, partText, pointsText } from './compare-words.ts';
import { ValueDistribution } from './value-distribution.tsx';

/** What can be done with a value, or with a field. */
export interface CompareActions {
  filterTo: (column: string, value: string | null, isAway: boolean) => void;
  filterToParts: (parts: readonly PairPart[], isAway: boolean) => void;
  exampleOfParts: (parts: readonly PairPart[]) => void;
  groupBy: (column: string) => void;
  heatmapOf: (column: string) => void;
  example: (column: string, value: string | null) => void;
}

interface ComparedFieldViewProps {
  field: ComparedField;
  /** Fields with the very same counts. */
  same: readonly string[];
  rank: number;
  head: CompareHead;
  /** The other side was chosen too, and is not the rest. */
  isAgainst: boolean;
  actions: CompareActions;
}

/** What the ranking goes by: a few events may differ by chance, and the more there are the surer it is. */
const certainText = ({ score, strength }: ComparedField): string =>
  strength === 'none'
    ? 'So few events differ this much by chance'
    : `At least ${(score * 100).toFixed(1)} points of it are no chance`;

/** `none`: the difference is no larger than chance makes it. */
const STRENGTH_WORDS = {
  strong: 'strong',
  moderate: 'moderate',
  weak: 'weak',
  none: 'within chance',
} as const;

/** Values shown before the reader asks for more. */
const FIRST_VALUES = 4;

/** One field: its values (or its distribution) in the selection against the rest. */
export function ComparedFieldView({ field, same, rank, head, isAgainst, actions }: ComparedFieldViewProps) {
  const likelier = likelierText(field, head.selection.weight, head.rest.weight);
  const run = leadingRun(field);
  return (
    <article className="compared" data-field={field.name}>
      <h3>
        <span className="muted tiny rank">{rank}</span>
        <Floating
          className="compared-name clip"
          name={`${field.name}: actions`}
          label={
            <>
              {field.source === 'parent' || field.source === 'root' ? `${field.source}.` : ''}
              {field.name.replace(/^(parent|root)\./, '')}
            </>
          }
        >
          {(close) => (
            <div className="menu">
              <Action
                label={`Group by ${field.name}`}
                run={() => actions.groupBy(field.name)}
                close={close}
              />
              {field.numbers !== null && (
                <Action
                  label={`Heatmap of ${field.name}`}
                  run={() => actions.heatmapOf(field.name)}
                  close={close}
                />
              )}
              {run !== undefined && (
                <>
                  <Action
                    label={`Only ${partText(run)}`}
                    run={() => actions.filterToParts([run], false)}
                    close={close}
                  />
                  <Action
                    label={`Without ${partText(run)}`}
                    run={() => actions.filterToParts([run], true)}
                    close={close}
                  />
                  <Action
                    label="Open the slowest trace of these"
                    run={() => actions.exampleOfParts([run])}
                    close={close}
                  />
                </>
              )}
            </div>
          )}
        </Floating>
        <span className="how tiny soft" title={certainText(field)}>
          <b>{STRENGTH_WORDS[field.strength]}</b> {pointsText(field.difference)}
        </span>
      </h3>
      {field.demoted !== null && (
        <p className="tiny muted">
          {field.demoted === 'near-unique' ? 'nearly every event has its own' : 'what was selected by'}
        </p>
      )}
      {field.numbers !== null && <ValueDistribution numbers={field.numbers} />}
      {field.values !== null && <Values field={field} head={head} isAgainst={isAgainst} actions={actions} />}
      {(likelier !== '' || same.length > 0) && (
        <p className="tiny muted clip" title={same.join(', ')}>
          {[likelier, same.length > 0 && `the same: ${same.join(', ')}`].filter(Boolean).join(' · ')}
        </p>
      )}
    </article>
  );
}

function Values({ field, head, isAgainst, actions }: Omit<ComparedFieldViewProps, 'rank' | 'same'>) {
  const [all, setAll] = useState(false);
  const values = field.values!;
  // A line "1 other" would take the place of the value itself.
  const isOneMore = values.value.length === FIRST_VALUES + 1 && values.other === null;
  const shown = all || isOneMore ? values.value.length : Math.min(FIRST_VALUES, values.value.length);
  // What is not shown is one line with what it adds up to.
  let selection = values.other?.selection ?? 0;
  let rest = values.other?.rest ?? 0;
  for (let index = shown; index < values.value.length; index++) {
    selection += values.selection[index]!;
    rest += values.rest[index]!;
  }
  const others = (values.other?.values ?? 0) + values.value.length - shown;
  return (
    <>
      {values.value.slice(0, shown).map((value, index) => (
        <Floating
          key={value ?? '\0missing'}
          className="compared-value"
          name={`${value ?? 'missing'}: ${formatShare(shareOf(values.selection[index]!, head.selection.weight))} of the selection, ${formatShare(shareOf(values.rest[index]!, head.rest.weight))} of ${isAgainst ? 'the other side' : 'the rest'}`}
          label={
            <Shares
              text={value ?? '(missing)'}
              isPlain={value !== null}
              selection={shareOf(values.selection[index]!, head.selection.weight)}
              rest={shareOf(values.rest[index]!, head.rest.weight)}
            />
          }
        >
          {(close) => (
            <div className="menu">
              <Action
                label="Only these"
                run={() => actions.filterTo(field.name, value, false)}
                close={close}
              />
              <Action
                label="Without these"
                run={() => actions.filterTo(field.name, value, true)}
                close={close}
              />
              <Action
                label={`Group by ${field.name}`}
                run={() => actions.groupBy(field.name)}
                close={close}
              />
              <Action
                label="Open the slowest trace"
                run={() => actions.example(field.name, value)}
                close={close}
              />
              <CopyButton
                className="menu-copy"
                text={window.location.href}
                name="Copy the address of this comparison"
                label="Copy link"
              />
            </div>
          )}
        </Floating>
      ))}
      {others > 0 && (
        <button type="button" className="compared-value" onClick={() => setAll(true)} disabled={all}>
          <Shares
            text={`${others} other${others === 1 ? '' : 's'}`}
            isPlain={false}
            selection={shareOf(selection, head.selection.weight)}
            rest={shareOf(rest, head.rest.weight)}
          />
        </button>
      )}
    </>
  );
}

const shareOf = (count: number, total: number): number => (total === 0 ? 0 : count / total);

interface SharesProps {
  text: string;
  /** False for "(missing)" and "3 others", which are no values as they were sent. */
  isPlain: boolean;
  selection: number;
  rest: number;
}

/** Name, two bars (the selection above the rest), two shares. */
const Shares = ({ text, isPlain, selection, rest }: SharesProps) => (
  <>
    <span className={isPlain ? 'clip' : 'clip muted italic'} title={text}>
      {text === '' ? '(empty)' : text}
    </span>
    <svg className="shares" viewBox="0 0 84 11" width={84} height={11} aria-hidden="true">
      <rect className="bar-selection" y={0} height={5} width={barWidth(selection)} />
      <rect className="bar-rest" y={6} height={5} width={barWidth(rest)} />
    </svg>
    <span className={selection >= 0.2 ? 'share medium' : selection === 0 ? 'share muted' : 'share'}>
      {formatShare(selection)}
    </span>
    <span className="share muted">{formatShare(rest)}</span>
  </>
);

const barWidth = (share: number): number => (share === 0 ? 0 : Math.max(1, share * 84));

interface ActionProps {
  label: string;
  run: () => void;
  close: () => void;
}

const Action = ({ label, run, close }: ActionProps) => (
  <button
    type="button"
    className="clip"
    onClick={() => {
      close();
      run();
    }}
  >
    {label}
  </button>
);
