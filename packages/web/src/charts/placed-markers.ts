import type { TrackMarker } from './tracks/track.ts';

/** About the width of a letter. */
const LETTER_PX = 7;
const MAX_LABEL_LENGTH = 16;
const GAP_PX = 8;

export interface PlacedMarker {
  x: number;
  label: string;
  title: string;
  /** Labels that would touch the one before or leave the chart are left out; their lines are not. */
  isLabelled: boolean;
}

interface MarkerPlane {
  from: number;
  to: number;
  xOf: (at: number) => number;
  right: number;
}

/** Where markers stand in a chart, their labels right of their lines. */
export function placedMarkers(
  markers: readonly TrackMarker[],
  { from, to, xOf, right }: MarkerPlane,
): PlacedMarker[] {
  let free = Number.NEGATIVE_INFINITY;
  return markers
    .filter(({ at }) => at >= from && at <= to)
    .map(({ at, label: full, title }) => {
      const label = full.length > MAX_LABEL_LENGTH ? `${full.slice(0, MAX_LABEL_LENGTH - 1)}…` : full;
      const x = Math.round(xOf(at)) + 0.5;
      const end = x + label.length * LETTER_PX + GAP_PX;
      const isLabelled = x >= free && end <= right;
      if (isLabelled) free = end;
      return { x, label, title, isLabelled };
    });
}
