import { type AnswerHeatmap, formatCount, printField } from '@tracebin/model';
import { useMemo } from 'react';
import { Heatmap } from '../../charts/heatmap.tsx';
import type { HeatmapRange } from '../../charts/heatmap-grid.ts';
import type { AnswerChartsProps } from './answer-charts-props.ts';
import { heatmapData } from './chart-data.ts';
import { groupParts, groupValues, heatmapRange, isoSpan } from './chart-selection.ts';
import { formatTick, formatValue } from './format-value.ts';
import { HeatKey } from './heat-key.tsx';

interface HeatmapTrackProps extends AnswerChartsProps {
  heatmap: AnswerHeatmap;
  height: number;
  title: string;
  /** Of which group; all of them where it is left out. */
  group?: number;
  /** It is of the earlier period, of which nothing can be selected: a selection is of the question's own time. */
  isEarlier?: boolean;
}

/** A heatmap: of all events, or of one group beside others. */
export function HeatmapTrack(props: HeatmapTrackProps) {
  const { answer, heatmap, height, title, group, noun, selection, select, pick, markers, isEarlier } = props;
  const { before } = answer;
  const data = useMemo(() => heatmapData(heatmap), [heatmap]);
  const values = group === undefined ? undefined : groupValues(answer.table, group);
  const isOfSelection =
    values === undefined
      ? selection?.group === undefined
      : selection?.group?.every(({ value }, index) => value === values[index]);
  const shown = isOfSelection === true && isEarlier !== true ? heatmapRange(heatmap, selection) : undefined;
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
        {group === undefined && <HeatKey counts={heatmap.count} largest={heatmap.max} noun={noun} />}
      </p>
      <Heatmap
        data={data}
        height={height}
        label={`Heatmap of ${printField(heatmap.column)}${group === undefined && isEarlier !== true ? '' : `, ${title}`}`}
        noun={noun}
        format={(value) => formatValue(value, heatmap.unit)}
        formatTick={(value) => formatTick(value, heatmap.unit)}
        selection={shown}
        select={
          isEarlier === true
            ? undefined
            : (range) =>
                select(
                  range && {
                    ...isoSpan(range),
                    range: rangeOf(range),
                    ...(values === undefined ? {} : { group: groupParts(answer, values) }),
                  },
                )
        }
        pick={(range) =>
          pick({
            ...(isEarlier === true && before !== undefined
              ? { question: { ...props.question, startTime: before.from, endTime: before.to } }
              : {}),
            ...isoSpan(range),
            range: rangeOf(range),
            ...(values === undefined ? {} : { group: values }),
          })
        }
        markers={group === undefined && isEarlier !== true ? markers : []}
      />
    </div>
  );
}
