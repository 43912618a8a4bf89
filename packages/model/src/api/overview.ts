import type { LayerName } from '../event-codes.ts';
import type { IsoTime, Nanoseconds } from '../units.ts';
import type { Marker } from './markers.ts';
import type { TransactionGroup } from './transactions.ts';

/** With which time a range is compared: the same hours of the day before, or of the week before. */
export type ComparedWith = 'day' | 'week';

/** Query of `GET /api/bins/:bin/overview`. */
export interface OverviewSearch {
  /** Default `endpoints`. */
  group?: TransactionGroup;
  service?: string;
  environment?: string;
  /** Nothing is compared where absent. */
  compare?: ComparedWith;
  /** ISO 8601 or relative (`-1h`, `-7d`); default `-1h`. */
  from?: string;
  /** Default now. */
  to?: string;
}

/** Sums of a step of time, or of a whole range. Weighted by sample rate. */
export interface LoadSums {
  hits: number;
  errors: number;
  /** Sum of the durations. */
  total: Nanoseconds;
  /** Hits without error up to T, and up to four times T: the Apdex is (satisfied + tolerated / 2) / hits. */
  satisfied: number;
  tolerated: number;
  /** Sums; they add up to `total`. */
  layers: Record<LayerName, Nanoseconds>;
}

/** The same as columns, one entry a step. */
export type LoadSeries = { [Sum in Exclude<keyof LoadSums, 'layers'>]: number[] } & {
  layers: Record<LayerName, Nanoseconds[]>;
};

/** Steps of equal length; the first holds `from` of the range, the last its end. Columns have `count` entries. */
export interface TimeSteps {
  /** Begin of the first step. */
  start: IsoTime;
  step: Nanoseconds;
  count: number;
}

/** Answer of `GET /api/bins/:bin/overview`. */
export interface OverviewAnswer {
  from: IsoTime;
  to: IsoTime;
  /** T of the Apdex, of the bin's settings. */
  apdexMs: number;
  steps: TimeSteps;
  series: LoadSeries;
  all: LoadSums;
  /** The time that it is compared with, step for step; null where nothing is, or where the bin does not reach back so far. */
  before: { from: IsoTime; to: IsoTime; series: LoadSeries; all: LoadSums } | null;
  /** The oldest first. */
  markers: Marker[];
  /** To choose from: all of the range, whatever service or environment was asked for. */
  services: string[];
  environments: string[];
  /** Events received until then have been looked at; null before the first. */
  derivedUntil: IsoTime | null;
  readRows: number;
  elapsedMs: number;
}
