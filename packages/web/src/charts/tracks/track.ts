import type { ReactNode } from 'react';
import type { StepValues } from './step-paths.ts';

interface TrackParts {
  id: string;
  /** What is drawn, for a reader who hears the page. */
  label: string;
  /** Name and numbers beside the drawing. */
  side: ReactNode;
  /** In CSS pixels. */
  height: number;
  /** Values at the bottom and the top. */
  min: number;
  max: number;
  ticks: readonly number[];
  format: (value: number) => string;
  /** The same of another time, drawn as a dashed line. */
  before?: StepValues | undefined;
}

/** One measure over time. */
export type Track = TrackParts &
  (
    | {
        /** From the bottom up. */
        bands: readonly { name: string; fill: string; values: StepValues; isQuiet: boolean }[];
      }
    | { line: StepValues; tone: 'plain' | 'bad'; isFilled: boolean }
  );

/** A moment that crosses all tracks; milliseconds since the epoch. */
export interface TrackMarker {
  at: number;
  label: string;
  title: string;
}

/** Numbers of the first and the last step of a stretch. */
export interface StepRange {
  first: number;
  last: number;
}
