import { Link } from '@tanstack/react-router';
import {
  knownField,
  narrowed,
  printQuestion,
  type Question,
  type QuestionAnswer,
  type Selection,
} from '@tracebin/model';
import { useState } from 'react';
import { Tabs } from '../controls/tabs.tsx';
import type { ExploreSearch, ExploreTab } from '../pages/explore/explore-search.ts';
import { useKeys } from '../shell/keys.ts';
import type { ChangeOf } from '../table/use-change-search.ts';
import type { TimeRange } from '../time/time-range.ts';
import { AnswerCharts } from './answer/answer-charts.tsx';
import { groupParts, groupValues } from './answer/chart-selection.ts';
import { EventsTable } from './answer/events-table.tsx';
import { ResultsTable } from './answer/results-table.tsx';
import { SlowTraces } from './answer/slow-traces.tsx';
import { SqlText } from './answer/sql-text.tsx';
import { withBreakdown } from './ask/question-edits.ts';
import { withoutRange } from './asked-question.ts';
import { ChartChoices } from './chart-choices.tsx';
import { ComparePanel } from './compare/compare-panel.tsx';
import {
  exampleOfSelection,
  narrowedToParts,
  nounOf,
  selectionConditions,
  valueCondition,
  zoomedQuestion,
} from './narrow-question.ts';
import { selectionOfTexts, selectionTexts } from './selection-text.ts';
import { useExample } from './use-example.ts';
import { useMarkers } from './use-markers.ts';

interface AnswerViewProps {
  bin: string;
  question: Question;
  answer: QuestionAnswer;
  search: ExploreSearch;
  change: (change: ChangeOf<ExploreSearch>) => void;
  run: (text: string, range: TimeRange | undefined) => void;
}

const TABS: readonly { name: ExploreTab; label: string }[] = [
  { name: 'results', label: 'Results' },
  { name: 'compare', label: 'Compare' },
  { name: 'traces', label: 'Traces' },
  { name: 'events', label: 'Events' },
  { name: 'sql', label: 'SQL' },
];

/** More groups are found in the table of results. */
const MAX_CHOICES = 12;

/** Charts, then what stands behind them in tabs; a selection on a chart is compared, and narrows traces and events. */
export function AnswerView({ bin, question, answer, search, change, run }: AnswerViewProps) {
  const [marked, setMarked] = useState(-1);
  const example = useExample(bin);
  const selection = selectionOfTexts(search.sel);
  // The range as it was answered: what is asked further speaks of the same events.
  const pinned: Question = { ...question, startTime: answer.from, endTime: answer.to };
  const markers = useMarkers(bin, answer.from, answer.to);
  const noun = nounOf(question);
  const against = selection === undefined ? undefined : selectionOfTexts(search.vs);
  const select = (next: Selection | undefined, other?: Selection) =>
    change({
      sel: next === undefined ? undefined : selectionTexts(next),
      vs: other === undefined ? undefined : selectionTexts(other),
      ...(next === undefined ? {} : { tab: undefined }),
    });
  const ask = (next: Question, range?: TimeRange) => run(printQuestion(withoutRange(next)), range);
  const zoom = () => {
    if (selection === undefined) return;
    const zoomed = zoomedQuestion(question, selection);
    ask(zoomed.question, zoomed.range ?? {});
  };
  useKeys(
    'Explore',
    selection === undefined
      ? []
      : [
          { keys: 'Escape', label: 'Clear the selection', run: () => select(undefined) },
          { keys: 'z', label: 'Zoom to the selection', run: zoom },
        ],
  );
  useKeys('Charts', CHART_KEYS);
  const groupOf = (values: (string | null)[]) => groupParts(answer, values);
  const unitOf = (column: string): 'ns' | 'number' =>
    knownField(answer.dataset, column)?.type === 'duration' ? 'ns' : 'number';
  const firstTab = selection !== undefined ? 'compare' : answer.columns.length > 0 ? 'results' : 'events';
  const tab = search.tab ?? firstTab;
  const selected: Question =
    selection === undefined
      ? pinned
      : {
          ...selectionConditions(selection).reduce(narrowed, pinned),
          ...(selection.from === undefined ? {} : { startTime: selection.from }),
          ...(selection.to === undefined ? {} : { endTime: selection.to }),
        };
  return (
    <>
      <AnswerCharts
        answer={answer}
        question={pinned}
        compareTo={question.compareTo}
        noun={noun}
        kind={search.chart ?? 'line'}
        wantsLog={search.log === true}
        selection={selection}
        select={select}
        pick={(point) => example.open({ question: pinned, ...point })}
        markers={markers}
        marked={marked}
      />
      {example.notice !== '' && (
        <p className="tab-note soft" role="status">
          {example.notice}
        </p>
      )}
      <ChartChoices
        kind={search.chart ?? 'line'}
        isLog={search.log === true}
        change={change}
        hasSeries={answer.series !== undefined && answer.columns.length > 0}
        answer={answer}
      />
      <Tabs label="The answer" tabs={TABS} current={tab} choose={(name) => change({ tab: name })}>
        {tab === 'results' &&
          (answer.columns.length === 0 ? (
            <p className="tab-note soft">
              A heatmap alone has no table. Add a calculation (COUNT, P95) or a GROUP BY to the question.
            </p>
          ) : (
            <ResultsTable
              answer={answer}
              by={search.by}
              sort={(by) => change({ by })}
              mark={setMarked}
              filterTo={(values, isAway) => ask(groupFiltered(question, groupOf(values), isAway))}
              compare={(values) => select({ group: groupOf(values) })}
              against={selection && ((values) => select(selection, { group: groupOf(values) }))}
              open={(group) => example.open({ question: pinned, group })}
            />
          ))}
        {tab === 'compare' && (
          <ComparePanel
            bin={bin}
            question={pinned}
            noun={noun}
            selection={selection}
            against={against}
            groups={groupChoices(answer)}
            select={select}
            unitOf={unitOf}
            zoom={zoom}
            openSlowest={() => selection && example.open(exampleOfSelection(pinned, selection))}
            actions={{
              filterTo: (column, value, isAway) =>
                ask(narrowed(question, valueCondition(column, value, isAway))),
              filterToParts: (parts, isAway) => ask(narrowedToParts(question, parts, isAway)),
              exampleOfParts: (parts) =>
                selection &&
                example.open(exampleOfSelection(narrowedToParts(pinned, parts, false), selection)),
              groupBy: (column) => ask(withBreakdown(question, column)),
              heatmapOf: (column) => ask({ ...question, calculations: [{ op: 'HEATMAP', column }] }),
              example: (column, value) =>
                selection &&
                example.open(
                  exampleOfSelection(pinned, {
                    ...selection,
                    group: [...(selection.group ?? []), { column, value }],
                  }),
                ),
            }}
          />
        )}
        {tab === 'traces' && (
          <SlowTraces bin={bin} question={selected} compare={(traceIds) => select({ traceIds })} />
        )}
        {tab === 'events' && (
          <EventsTable
            bin={bin}
            question={selected}
            columns={search.column}
            sort={search.eventSort ?? 'newest'}
            change={change}
          />
        )}
        {tab === 'sql' && (
          <SqlText statements={answer.sql}>
            <Link
              to="/b/$bin/sql"
              params={{ bin }}
              search={{
                ...(search.from === undefined ? {} : { from: search.from }),
                ...(search.to === undefined ? {} : { to: search.to }),
              }}
            >
              Write SQL of your own
            </Link>
          </SqlText>
        )}
      </Tabs>
    </>
  );
}

/** The chart after the one that has the focus, from the top again after the last. */
function focusNextChart(): void {
  const charts = [...document.querySelectorAll<HTMLElement>('.answer-charts [role="application"]')];
  const at = charts.indexOf(document.activeElement as HTMLElement);
  charts[(at + 1) % charts.length]?.focus();
}

const CHART_KEYS = [
  { keys: 'c', label: 'Go to the next chart', run: focusNextChart },
  { keys: 'Arrows', label: 'In a chart: point at a cell or a moment' },
  { keys: 'Shift+Arrows Enter', label: 'In a chart: draw a selection, and take it' },
  { keys: 'Shift+Enter', label: 'In a chart: select what is pointed at' },
  { keys: 'Arrows Enter', label: 'In a chart: open an example' },
];

/** Groups of the answer that a selection can be compared with. */
function groupChoices(answer: QuestionAnswer): Selection[] {
  const { groups, count } = answer.table;
  if (groups.length === 0) return [];
  return Array.from({ length: Math.min(MAX_CHOICES, count) }, (_, group) => ({
    group: groupParts(answer, groupValues(answer.table, group)),
  }));
}

/** Only a group, or all but it: away from several values at once is away from their combination. */
function groupFiltered(
  question: Question,
  group: { column: string; value: string | null }[],
  isAway: boolean,
): Question {
  const conditions = group.map(({ column, value }) => valueCondition(column, value));
  if (!isAway) return conditions.reduce<Question>(narrowed, question);
  return narrowed(question, { not: conditions.length === 1 ? conditions[0]! : { and: conditions } });
}
