import { formatCount, type Question, type Selection } from '@tracebin/model';
import { useState } from 'react';
import { ApiFailure } from '../../api/client.ts';
import { useSlow } from '../../controls/use-slow.ts';
import { formatPlural } from '../../format/numbers.ts';
import { ErrorView } from '../../shell/error-page.tsx';
import './compare.css';
import { type RankedField, rankedFields, selectionWords } from './compare-words.ts';
import { type CompareActions, ComparedFieldView } from './compared-field.tsx';
import { ComparedPairs } from './compared-pairs.tsx';
import { NothingSelected } from './nothing-selected.tsx';
import { OtherSide } from './other-side.tsx';
import { useComparison } from './use-comparison.ts';
import { useFieldGroups } from './use-field-groups.ts';

interface ComparePanelProps {
  bin: string;
  /** With the range as it was answered, so that both speak of the same events. */
  question: Question;
  noun: string;
  selection: Selection | undefined;
  /** The other side; the rest where it is undefined. */
  against: Selection | undefined;
  /** Groups of the answer, to choose the other side from. */
  groups: readonly Selection[];
  select: (selection: Selection | undefined, against?: Selection) => void;
  unitOf: (column: string) => 'ns' | 'number';
  zoom: () => void;
  openSlowest: () => void;
  actions: CompareActions;
}

/** Fields shown before the reader asks for more: those that differ, as many as are worth reading. */
const FIRST_FIELDS = 12;
const FEWEST_FIELDS = 4;
/** Of 2,000 fields, so many more at a time: all at once would hold the page up for seconds. */
const MORE_FIELDS = 60;
const MAX_NAMED_ASIDE = 12;

/** What is different about the selection: every field, the largest difference first. */
export function ComparePanel(props: ComparePanelProps) {
  const { bin, question, noun, selection, against, groups, select, unitOf, zoom, openSlowest, actions } =
    props;
  const comparison = useComparison(
    bin,
    selection && { question, selection, ...(against === undefined ? {} : { against }) },
  );
  const slow = useSlow(comparison.isRunning);
  const [more, setMore] = useState(0);
  const siblings = useSiblings(bin, question, selection, groups);
  if (selection === undefined) return <NothingSelected bin={bin} question={question} select={select} />;
  const { soFar, error } = comparison;
  const head = soFar?.head;
  const ranked = rankedFields(soFar?.fields ?? []);
  const differing = ranked.filter(({ field }) => field.strength !== 'none' && field.demoted === null).length;
  const first = Math.min(ranked.length, FIRST_FIELDS, Math.max(FEWEST_FIELDS, differing));
  const shown = Math.min(ranked.length, first + more);
  return (
    <section className="compare" aria-label="Compare" aria-busy={comparison.isRunning}>
      <div className="cohorts small">
        <span className="row">
          <i className="sq selection" aria-hidden="true" />
          <span className="medium">Selection</span>
          <span className="soft">
            {head !== undefined && `${countOf(head.selection.weight, noun)}, `}
            {selectionWords(selection, unitOf)}
          </span>
        </span>
        <OtherSide
          against={against}
          groups={[...siblings, ...groups].filter(
            (group) => !isSame(group, selection) && !(against && isSame(group, against)),
          )}
          choose={(other) => select(selection, other)}
          swap={() => against && select(against, selection)}
          unitOf={unitOf}
          count={head === undefined ? '' : countOf(head.rest.weight, noun)}
        />
        <span className="row right cohort-verbs">
          <span className="muted" role="status">
            {comparison.isRunning
              ? slow && `${soFar?.fields.length ?? 0} of ${head?.fields ?? '…'} fields so far`
              : soFar?.end !== undefined && factsText(soFar.fields.length, soFar.end.read)}
          </span>
          {comparison.isRunning && slow && (
            <button type="button" className="ctl" onClick={comparison.cancel}>
              Stop
            </button>
          )}
          <button type="button" className="ctl" onClick={openSlowest}>
            Open slowest trace
          </button>
          <button type="button" className="ctl" onClick={zoom}>
            Zoom to selection
          </button>
          <button type="button" className="ctl plain" onClick={() => select(undefined)}>
            Clear <kbd className="kbd">Esc</kbd>
          </button>
        </span>
      </div>
      {error !== undefined && <Refused error={error} again={comparison.again} />}
      {error === undefined && head !== undefined && (
        <>
          <ComparedPairs pairs={soFar?.pairs ?? []} head={head} filterTo={actions.filterToParts} />
          <div className="compared-fields">
            {ranked.slice(0, shown).map(({ field, same }, index) => (
              <ComparedFieldView
                key={`${field.source} ${field.name}`}
                field={field}
                same={same}
                rank={index + 1}
                head={head}
                isAgainst={against !== undefined}
                actions={actions}
              />
            ))}
          </div>
          {ranked.length > first && (
            <p className="more-fields small muted">
              {moreText(ranked.slice(shown))}{' '}
              {shown < ranked.length && (
                <button type="button" className="link-button" onClick={() => setMore(more + MORE_FIELDS)}>
                  Show {ranked.length - shown > MORE_FIELDS ? `${MORE_FIELDS} more` : 'all'}
                </button>
              )}{' '}
              {more > 0 && (
                <button type="button" className="link-button" onClick={() => setMore(0)}>
                  Show the first only
                </button>
              )}
            </p>
          )}
        </>
      )}
    </section>
  );
}

/** Other values of the one field that a selection is of, where the groups of the answer are not of it. */
function useSiblings(
  bin: string,
  question: Question,
  selection: Selection | undefined,
  groups: readonly Selection[],
): Selection[] {
  const only = selection?.group?.length === 1 ? selection.group[0]!.column : undefined;
  const isGrouped = groups.some(({ group }) => group?.length === 1 && group[0]!.column === only);
  const field = isGrouped ? undefined : only;
  const found = useFieldGroups(bin, question, field).groups;
  if (field === undefined || found === undefined) return [];
  const { group: _, ...around } = selection!;
  return found.map(({ value }) => ({ ...around, group: [{ column: field, value }] }));
}

const isSame = (a: Selection, b: Selection): boolean => JSON.stringify(a) === JSON.stringify(b);

const countOf = (weight: number, noun: string): string =>
  `${formatCount(weight)} ${noun}${Math.round(weight) === 1 ? '' : 's'}`;

function factsText(
  fields: number,
  read: { sampled: number | null; partial: string | null; elapsedMs: number },
): string {
  const exact =
    read.sampled === null
      ? 'exact counts'
      : `${(read.sampled * 100).toPrecision(2)} % of the events, scaled up`;
  const partial = read.partial === null ? '' : `, in part: ${read.partial}`;
  return `${formatPlural(fields, 'field')}, ${exact}${partial}, ${Math.max(1, Math.round(read.elapsedMs))} ms`;
}

/** `28 more fields: 2 moderate, 26 weak. Set aside as near-unique: trace.id.` */
function moreText(rest: readonly RankedField[]): string {
  const fields = rest.map(({ field }) => field);
  const ranked = fields.filter(({ demoted }) => demoted === null);
  const strengths = (['strong', 'moderate', 'weak', 'none'] as const)
    .map((strength) => ({ strength, count: ranked.filter((field) => field.strength === strength).length }))
    .filter(({ count }) => count > 0)
    .map(({ strength, count }) => `${count} ${strength === 'none' ? 'within chance' : strength}`);
  const aside = fields.filter(({ demoted }) => demoted !== null).map(({ name }) => name);
  const more =
    ranked.length === 0 ? '' : `${formatPlural(ranked.length, 'more field')}: ${strengths.join(', ')}.`;
  if (aside.length === 0) return more;
  const named = aside.slice(0, MAX_NAMED_ASIDE).join(', ');
  const others = aside.length > MAX_NAMED_ASIDE ? ` and ${aside.length - MAX_NAMED_ASIDE} others` : '';
  return `${more} Set aside: ${named}${others}.`;
}

/** Refused cohorts (empty, or both the same) are an answer, not a defect. */
function Refused({ error, again }: { error: unknown; again: () => void }) {
  if (error instanceof ApiFailure && error.status === 400)
    return (
      <p className="tab-note soft" role="alert">
        {error.message} {error.hint}
      </p>
    );
  return <ErrorView error={error} retry={again} />;
}
