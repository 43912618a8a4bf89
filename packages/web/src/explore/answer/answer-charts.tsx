import type { AnswerHeatmap, Nanoseconds, Question, QuestionAnswer, Selection } from '@tracebin/model';
import { formatCount, printField } from '@tracebin/model';
import { useMemo, useState } from 'react';
import { Heatmap } from '../../charts/heatmap.tsx';
import type { HeatmapRange } from '../../charts/heatmap-grid.ts';
import type { ChartMarker } from '../../charts/heatmap-overlay.tsx';
import { PointedTime } from '../../charts/pointed-time.tsx';
import { SeriesChart, type TimeSpan } from '../../charts/series-chart.tsx';
import type { ChartKind } from '../../pages/explore/explore-search.ts';
import './answer.css';
import { earlierData, groupName, heatmapData, MAX_LINES, seriesData } from './chart-data.ts';
import { exampleOfPoint } from './example-of-point.ts';
import { formatTick, formatValue } from './format-value.ts';
import { HeatKey } from './heat-key.tsx';
import { addsUp } from './shown-calculations.ts';
import { Totals } from './totals.tsx';

/** What was clicked: a time, and of what. */
export interface PickedPoint {
  /** Where the point is of fewer events than the question: those of its calculation. */
  question?: Question;
  from: string;
  to: string;
  group?: (string | null)[];
  range?: { column: string; min?: number; max?: number };
}

interface AnswerChartsProps {
  answer: QuestionAnswer;
  /** For the times that were answered. */
  question: Question;
  /** How much earlier `before` of the answer is: `24h`. */
  compareTo: string | undefined;
  noun: string;
  kind: ChartKind;
  wantsLog: boolean;
  selection: Selection | undefined;
  select: (selection: Selection | undefined) => void;
  pick: (point: PickedPoint) => void;
  markers: readonly ChartMarker[];
  /** Group that a row of the table points at, -1 for none. */
  marked: number;
}

const HEATMAP_HEIGHT = 310;
const SMALL_HEIGHT = 150;
const SERIES_HEIGHT = 170;
const MAX_SMALL = 12;

/** Heatmaps first, then a track for each column; the crosshair runs through all of them. */
export function AnswerCharts(props: AnswerChartsProps) {
  const { answer, noun, kind, wantsLog, selection, select, pick, markers, marked } = props;
  const [hasAll, setAll] = useState(false);
  const { series, table, columns, heatmaps } = answer;
  const time = timeOf(selection);
  return (
    <PointedTime>
      <div className="answer-charts">
        {heatmaps.map(({ all, groups }) => (
          <section key={all.calculation} aria-label={`Heatmap of ${all.column}`}>
            <HeatmapTrack {...props} heatmap={all} height={HEATMAP_HEIGHT} title={all.column} noun={noun} />
            {groups.length > 0 && (
              <div className="small-multiples">
                {groups.slice(0, hasAll ? groups.length : MAX_SMALL).map((heatmap, group) => (
                  <HeatmapTrack
                    // biome-ignore lint/suspicious/noArrayIndexKey: a group is its place in the table
                    key={group}
                    {...props}
                    heatmap={heatmap}
                    height={SMALL_HEIGHT}
                    title={groupName(table, group)}
                    group={group}
                    noun={noun}
                  />
                ))}
              </div>
            )}
            {groups.length > MAX_SMALL && !hasAll && (
              <p className="small muted">
                {MAX_SMALL} of {groups.length} groups drawn.{' '}
                <button type="button" className="link-button" onClick={() => setAll(true)}>
                  Draw all
                </button>
              </p>
            )}
            {table.count > groups.length && (hasAll || groups.length <= MAX_SMALL) && groups.length > 0 && (
              <p className="small muted">
                {groups.length} of {table.count} groups drawn; a condition or ORDER BY chooses others.
              </p>
            )}
          </section>
        ))}
        {kind === 'stat' && columns.length > 0 && <Totals answer={answer} compareTo={props.compareTo} />}
        {series !== undefined &&
          kind !== 'stat' &&
          columns.map((column, index) => {
            const isPile = kind === 'line' || table.groups.length === 0 || addsUp(props.question, index);
            return (
              // biome-ignore lint/suspicious/noArrayIndexKey: two calculations may be written alike
              <section key={`${column.name} ${index}`} aria-label={column.name}>
                <p className="chart-title small">
                  <span className="medium">{column.name}</span>
                  {table.count > MAX_LINES && (
                    <span className="muted">
                      {MAX_LINES} of {table.count} groups drawn
                    </span>
                  )}
                  {answer.before !== undefined && (
                    <span className="muted">pale: {props.compareTo ?? ''} earlier</span>
                  )}
                  {!isPile && <span className="muted">lines: groups of it do not add up</span>}
                </p>
                <SeriesChart
                  data={seriesData(series, table, index)}
                  before={earlierData(answer, index)}
                  kind={isPile ? kind : 'line'}
                  wantsLog={wantsLog}
                  height={SERIES_HEIGHT}
                  label={`${column.name} over time`}
                  format={(value) => formatTick(value, column.unit)}
                  markers={markers}
                  marked={marked}
                  selection={selection?.range === undefined ? time : undefined}
                  select={(span) => select(span && isoSpan(span))}
                  pick={(span, line, isToSelect) => {
                    const hasGroup = line >= 0 && table.groups.length > 0;
                    const group = table.groups.map((values) => values[line] ?? null);
                    if (isToSelect)
                      select({
                        ...isoSpan(span),
                        ...(hasGroup ? { group: groupParts(answer, group) } : {}),
                      });
                    else {
                      const bucket = Math.round((span.from - Date.parse(series.start)) / (series.step / 1e6));
                      const value = line < 0 ? null : (series.values[index]?.[line]?.[bucket] ?? null);
                      const place = { ...isoSpan(span), ...(hasGroup ? { group } : {}) };
                      pick(exampleOfPoint(props.question, { column: index, value, ...place }));
                    }
                  }}
                />
              </section>
            );
          })}
      </div>
    </PointedTime>
  );
}

interface HeatmapTrackProps extends AnswerChartsProps {
  heatmap: AnswerHeatmap;
  height: number;
  title: string;
  /** Of which group; all of them where it is left out. */
  group?: number;
}

function HeatmapTrack(props: HeatmapTrackProps) {
  const { answer, heatmap, height, title, group, noun, selection, select, pick, markers } = props;
  const data = useMemo(() => heatmapData(heatmap), [heatmap]);
  const groupValues =
    group === undefined ? undefined : answer.table.groups.map((values) => values[group] ?? null);
  const isOfSelection =
    groupValues === undefined
      ? selection?.group === undefined
      : selection?.group?.every(({ value }, index) => value === groupValues[index]);
  const shown = isOfSelection === true ? heatmapRange(heatmap, selection) : undefined;
  const lastEdge = heatmap.edges.at(-1)!;
  const rangeOf = ({ min, max }: HeatmapRange) => ({
    column: heatmap.column,
    min,
    // The uppermost row holds its upper edge too: without an upper end nothing is cut off.
    ...(max >= lastEdge ? {} : { max }),
  });
  return (
    <div className="heatmap-track">
      <p className="chart-title small">
        <span className="medium clip">{title}</span>
        <span className="muted nowrap">
          {heatmap.scale === 'log' ? 'log scale' : 'linear'} · {formatCount(heatmap.events)} {noun}
          {heatmap.events === 1 ? '' : 's'}
        </span>
        {group === undefined && <HeatKey largest={heatmap.max} noun={noun} />}
      </p>
      <Heatmap
        data={data}
        height={height}
        label={`Heatmap of ${printField(heatmap.column)}`}
        noun={noun}
        format={(value) => formatValue(value, heatmap.unit)}
        formatTick={(value) => formatTick(value, heatmap.unit)}
        selection={shown}
        select={(range) =>
          select(
            range && {
              ...isoSpan(range),
              range: rangeOf(range),
              ...(groupValues === undefined
                ? {}
                : {
                    group: groupParts(answer, groupValues),
                  }),
            },
          )
        }
        pick={(range) =>
          pick({
            ...isoSpan(range),
            range: rangeOf(range),
            ...(groupValues === undefined ? {} : { group: groupValues }),
          })
        }
        markers={group === undefined ? markers : []}
      />
    </div>
  );
}

/** A group of the answer as a part of a selection. */
export const groupParts = ({ breakdowns }: QuestionAnswer, values: readonly (string | null)[]) =>
  values.map((value, index) => ({ column: breakdowns[index]!, value }));

const isoSpan = ({ from, to }: TimeSpan): { from: string; to: string } => ({
  from: new Date(Math.round(from)).toISOString(),
  to: new Date(Math.round(to)).toISOString(),
});

function timeOf(selection: Selection | undefined): TimeSpan | undefined {
  if (selection?.from === undefined || selection.to === undefined) return undefined;
  return { from: Date.parse(selection.from), to: Date.parse(selection.to) };
}

/** The selection on this heatmap: one of another field is not on it, one without an end reaches to the edge. */
function heatmapRange(heatmap: AnswerHeatmap, selection: Selection | undefined): HeatmapRange | undefined {
  if (selection === undefined) return undefined;
  const time = timeOf(selection);
  if (selection.range === undefined && time === undefined) return undefined;
  if (selection.range !== undefined && selection.range.column !== heatmap.column) return undefined;
  const start = Date.parse(heatmap.start);
  return {
    from: time?.from ?? start,
    to: time?.to ?? start + heatmap.width * milliseconds(heatmap.step),
    min: selection.range?.min ?? heatmap.edges[0]!,
    max: selection.range?.max ?? heatmap.edges.at(-1)!,
  };
}

const milliseconds = (duration: Nanoseconds): number => duration / 1e6;
