import { type AnswerSeries, narrowed, type QuestionAnswer } from '@tracebin/model';
import { useMemo } from 'react';
import { SeriesChart, type TimeSpan } from '../../charts/series-chart.tsx';
import { canStack, type SeriesKind } from '../../charts/series-scale.ts';
import type { AnswerChartsProps } from './answer-charts-props.ts';
import { earlierData, MAX_LINES, seriesData, stackData } from './chart-data.ts';
import { groupParts, groupValues, isoSpan, othersCondition, timeOf } from './chart-selection.ts';
import { exampleOfPoint } from './example-of-point.ts';
import { formatTick } from './format-value.ts';
import { addsUp } from './shown-calculations.ts';

const HEIGHT = 170;

interface SeriesTrackProps extends AnswerChartsProps {
  series: AnswerSeries;
  kind: SeriesKind;
  column: number;
}

/** One column over time. Groups are only piled up where the pile is a number: all of them together. */
export function SeriesTrack(props: SeriesTrackProps) {
  const { answer, question, series, kind, column: index, selection, select, pick } = props;
  const { table } = answer;
  const column = answer.columns[index]!;
  const isSum = table.groups.length > 0 && addsUp(question, index);
  const { data, refusal } = useMemo(
    () => drawnData(answer, series, index, kind, isSum),
    [answer, series, index, kind, isSum],
  );
  const shownKind = refusal === '' ? kind : 'line';
  const isStack = shownKind !== 'line';
  const before = useMemo(() => earlierData(answer, index, isStack), [answer, index, isStack]);
  const onPick = (span: TimeSpan, line: number, isToSelect: boolean) => {
    const isOthers = data.lines[line]?.isGrey === true;
    const hasGroup = line >= 0 && table.groups.length > 0 && !isOthers;
    const group = groupValues(table, line);
    if (isToSelect) {
      select({
        ...isoSpan(span),
        ...(hasGroup ? { group: groupParts(answer, group) } : {}),
        ...(isOthers ? { filters: [othersCondition(answer)] } : {}),
      });
      return;
    }
    const bucket = Math.round((span.from - Date.parse(series.start)) / (series.step / 1e6));
    const value = line < 0 || isOthers ? null : (series.values[index]?.[line]?.[bucket] ?? null);
    const place = { ...isoSpan(span), ...(hasGroup ? { group } : {}) };
    const asked = isOthers ? narrowed(question, othersCondition(answer)) : question;
    pick(exampleOfPoint(asked, { column: index, value, ...place }));
  };
  return (
    <section aria-label={column.name}>
      <p className="chart-title small">
        <span className="medium">{column.name}</span>
        {table.count > MAX_LINES && (
          <span className="muted">
            {MAX_LINES} of {table.count} groups drawn{isStack && isSum && ', the others above them'}
          </span>
        )}
        {answer.before !== undefined && <span className="muted">pale: {props.compareTo ?? ''} earlier</span>}
        {refusal !== '' && <span className="muted">lines: {refusal}</span>}
      </p>
      <SeriesChart
        data={data}
        before={before}
        kind={shownKind}
        wantsLog={props.wantsLog}
        height={HEIGHT}
        label={`${column.name} over time`}
        format={(value) => formatTick(value, column.unit)}
        markers={props.markers}
        marked={props.marked}
        selection={selection?.range === undefined ? timeOf(selection) : undefined}
        select={(span) => select(span && isoSpan(span))}
        pick={onPick}
      />
    </section>
  );
}

/** What is drawn, and why not as it was wanted; empty where it is. */
function drawnData(
  answer: QuestionAnswer,
  series: AnswerSeries,
  index: number,
  kind: SeriesKind,
  isSum: boolean,
) {
  const unit = { isDuration: answer.columns[index]!.unit === 'ns' };
  const lines = { ...seriesData(series, answer.table, index), ...unit };
  if (kind === 'line') return { data: lines, refusal: '' };
  if (answer.table.groups.length > 0 && !isSum) return { data: lines, refusal: 'groups of it do not add up' };
  const stack = isSum ? { ...stackData(series, answer.table, index), ...unit } : lines;
  return canStack(stack)
    ? { data: stack, refusal: '' }
    : { data: lines, refusal: 'some of it is below zero' };
}
