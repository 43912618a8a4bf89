/** A moment that crosses a chart; milliseconds since the epoch. */
interface Moment {
  at: number;
  label: string;
  title?: string;
}

/** About the width of a letter. */
const LETTER_PX = 7;
const MAX_LABEL_LENGTH = 16;
const GAP_PX = 8;
/** Five hundred services that are deployed one after another would else cover what they are drawn over. */
const NEAR_PX = 8;
const MAX_TITLES = 8;

export interface PlacedMarker {
  x: number;
  label: string;
  /** One line for each moment. */
  title: string;
  /** Labels that would touch the one before or leave the chart are left out; their lines are not. */
  isLabelled: boolean;
  anchor: Anchor;
}

/** On which side of its line a label stands: right of it, over it, left of it. */
type Anchor = 'start' | 'middle' | 'end';

interface MarkerPlane {
  from: number;
  to: number;
  xOf: (at: number) => number;
  /** Where labels have to end. */
  right?: number;
  /** Right of the line where absent. */
  anchorOf?: (x: number, width: number) => Anchor;
}

/** Where markers stand in a chart. Those next to each other are one line that names the first and counts the others. */
export function placedMarkers(
  markers: readonly Moment[],
  { from, to, xOf, right = Number.POSITIVE_INFINITY, anchorOf = () => 'start' }: MarkerPlane,
): PlacedMarker[] {
  const inside = markers.filter(({ at }) => at >= from && at <= to).sort((a, b) => a.at - b.at);
  const lines: { x: number; moments: Moment[] }[] = [];
  for (const moment of inside) {
    const x = Math.round(xOf(moment.at)) + 0.5;
    const line = lines.at(-1);
    if (line !== undefined && x - line.x < NEAR_PX) line.moments.push(moment);
    else lines.push({ x, moments: [moment] });
  }
  let taken = Number.NEGATIVE_INFINITY;
  return lines.map(({ x, moments }) => {
    const label = labelOf(moments);
    const width = label.length * LETTER_PX + GAP_PX;
    const anchor = anchorOf(x, width);
    const begin = x - width * BEFORE_LINE[anchor];
    const isLabelled = begin >= taken && begin + width <= right;
    if (isLabelled) taken = begin + width;
    return { x, label, title: titleOf(moments), isLabelled, anchor };
  });
}

/** Which part of a label is left of its line. */
const BEFORE_LINE: Record<Anchor, number> = { start: 0, middle: 0.5, end: 1 };

function labelOf(moments: readonly Moment[]): string {
  const { label } = moments[0]!;
  const others = moments.length === 1 ? '' : ` +${moments.length - 1}`;
  const room = MAX_LABEL_LENGTH - others.length;
  return (label.length > room ? `${label.slice(0, room - 1)}…` : label) + others;
}

function titleOf(moments: readonly Moment[]): string {
  const titles = moments.slice(0, MAX_TITLES).map(({ title, label }) => title ?? label);
  if (moments.length > MAX_TITLES) titles.push(`and ${moments.length - MAX_TITLES} more`);
  return titles.join('\n');
}
