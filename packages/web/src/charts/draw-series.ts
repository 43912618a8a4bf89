import { readColors } from '../design/read-colors.ts';
import type { PlotBox } from './heatmap-scale.ts';
import { type SeriesData, type SeriesKind, type SeriesScale, xOfBucket, yOfNumber } from './series-scale.ts';

/** Lines beyond these take the colours again, dashed, so that they differ without their colour. */
export const SERIES_COLORS = [
  'layer-app',
  'layer-db',
  'layer-cache',
  'layer-view',
  'layer-queue',
  'layer-http',
  'layer-other',
] as const;

export const seriesColorName = (index: number): string => SERIES_COLORS[index % SERIES_COLORS.length]!;
const seriesDash = (index: number): number[] => (index < SERIES_COLORS.length ? [] : [4, 3]);

const GREY = 'ink-mark';

export interface SeriesColors {
  lines: readonly string[];
  grey: string;
}

export const readSeriesColors = (): SeriesColors => {
  const colors = readColors([...SERIES_COLORS, GREY]);
  return { lines: SERIES_COLORS.map((name) => colors[name]), grey: colors[GREY] };
};

interface SeriesDrawing {
  context: CanvasRenderingContext2D;
  data: SeriesData;
  kind: SeriesKind;
  scale: SeriesScale;
  box: PlotBox;
  colors: SeriesColors;
  /** Line to bring forward, -1 for none. */
  marked: number;
  /** Lines of an earlier period, drawn pale behind the others. */
  before: SeriesData | undefined;
}

export function drawSeries(drawing: SeriesDrawing): void {
  const { context, box, kind, before } = drawing;
  context.clearRect(0, 0, box.right + 1, box.bottom + 1);
  if (before !== undefined) {
    context.globalAlpha = 0.35;
    drawLines({ ...drawing, data: before });
    context.globalAlpha = 1;
  }
  if (kind === 'line') drawLines(drawing);
  else drawStack(drawing);
}

/** Steps: between two buckets nothing is known. */
function drawLines({ context, data, scale, box, colors, marked }: SeriesDrawing): void {
  const alpha = context.globalAlpha;
  data.lines.forEach((line, index) => {
    context.strokeStyle = line.isGrey === true ? colors.grey : colors.lines[index % colors.lines.length]!;
    context.lineWidth = index === marked ? 2.5 : 1.5;
    context.globalAlpha = alpha * (marked >= 0 && index !== marked ? 0.3 : 1);
    context.setLineDash(seriesDash(index));
    context.beginPath();
    let isDrawing = false;
    line.values.forEach((value, bucket) => {
      if (value === null) {
        isDrawing = false;
        return;
      }
      const y = yOfNumber(scale, box, value);
      const x = xOfBucket(data, box, bucket);
      if (isDrawing) context.lineTo(x, y);
      else context.moveTo(x, y);
      context.lineTo(xOfBucket(data, box, bucket + 1), y);
      isDrawing = true;
    });
    context.stroke();
  });
  context.setLineDash([]);
  context.globalAlpha = alpha;
}

function drawStack({ context, data, kind, scale, box, colors, marked }: SeriesDrawing): void {
  const sums = new Float64Array(data.buckets);
  const gap = kind === 'bar' && (box.right - box.left) / data.buckets >= 4 ? 1 : 0;
  data.lines.forEach((line, index) => {
    const color = colors.lines[index % colors.lines.length]!;
    // Colours that are taken again are hatched, as lines are dashed: they differ without their colour.
    if (line.isGrey === true) context.fillStyle = hatched(context, colors.grey);
    else context.fillStyle = index < SERIES_COLORS.length ? color : hatched(context, color);
    context.globalAlpha = marked >= 0 && index !== marked ? 0.3 : 1;
    line.values.forEach((value, bucket) => {
      if (value === null || value <= 0) return;
      const bottom = yOfNumber(scale, box, sums[bucket]!);
      sums[bucket]! += value;
      const top = yOfNumber(scale, box, sums[bucket]!);
      const x = Math.round(xOfBucket(data, box, bucket));
      const width = Math.max(1, Math.round(xOfBucket(data, box, bucket + 1)) - x - gap);
      context.fillRect(x, top, width, Math.max(0.5, bottom - top));
    });
  });
  context.globalAlpha = 1;
}

const HATCH_PX = 6;
const patterns = new Map<string, CanvasPattern>();

/** Slanted stripes of a colour on a paler ground of it; the colour itself where the browser draws no pattern. */
function hatched(context: CanvasRenderingContext2D, color: string): CanvasPattern | string {
  const known = patterns.get(color);
  if (known !== undefined) return known;
  const tile = document.createElement('canvas');
  tile.width = HATCH_PX;
  tile.height = HATCH_PX;
  const drawing = tile.getContext('2d');
  if (drawing === null) return color;
  drawing.fillStyle = color;
  drawing.globalAlpha = 0.25;
  drawing.fillRect(0, 0, HATCH_PX, HATCH_PX);
  drawing.globalAlpha = 1;
  drawing.strokeStyle = color;
  drawing.lineWidth = 2;
  drawing.beginPath();
  for (const x of [-HATCH_PX, 0, HATCH_PX]) {
    drawing.moveTo(x - 1, HATCH_PX + 1);
    drawing.lineTo(x + HATCH_PX + 1, -1);
  }
  drawing.stroke();
  const pattern = context.createPattern(tile, 'repeat');
  if (pattern === null) return color;
  patterns.set(color, pattern);
  return pattern;
}
