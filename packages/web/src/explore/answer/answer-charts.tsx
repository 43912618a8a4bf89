import type { AnswerHeatmap } from '@tracebin/model';
import { useState } from 'react';
import { PointedTime } from '../../charts/pointed-time.tsx';
import './answer.css';
import type { AnswerChartsProps } from './answer-charts-props.ts';
import { groupName } from './chart-data.ts';
import { HeatmapTrack } from './heatmap-track.tsx';
import { SeriesTrack } from './series-track.tsx';
import { Totals } from './totals.tsx';

const HEATMAP_HEIGHT = 310;
const SMALL_HEIGHT = 150;
const MAX_SMALL = 12;

/** Heatmaps first, then a track for each column; the crosshair runs through all of them. */
export function AnswerCharts(props: AnswerChartsProps) {
  const { answer, noun, kind } = props;
  const [hasAll, setAll] = useState(false);
  const { series, table, columns, heatmaps } = answer;
  return (
    <PointedTime>
      <div className="answer-charts">
        {heatmaps.map(({ all, groups }, index) => (
          <section key={all.calculation} aria-label={`Heatmap of ${all.column}`}>
            <HeatmapTrack {...props} heatmap={all} height={HEATMAP_HEIGHT} title={all.column} noun={noun} />
            <EarlierHeatmap {...props} heatmap={answer.before?.heatmaps?.[index]?.all} />
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
          columns.map((column, index) => (
            <SeriesTrack
              // biome-ignore lint/suspicious/noArrayIndexKey: two calculations may be written alike
              key={`${column.name} ${index}`}
              {...props}
              series={series}
              kind={kind}
              column={index}
            />
          ))}
      </div>
    </PointedTime>
  );
}

/** The same so much earlier, under that of now; with the same rows, so that a band is as high in both. */
function EarlierHeatmap(props: AnswerChartsProps & { heatmap: AnswerHeatmap | undefined }) {
  const { heatmap, compareTo = '' } = props;
  if (heatmap === undefined) return null;
  const title = `${compareTo} earlier`;
  return <HeatmapTrack {...props} heatmap={heatmap} height={HEATMAP_HEIGHT} title={title} isEarlier />;
}
