import type { Engine } from '../engine/engine.ts';
import { MAPS_IN_BUCKETS } from './attribute-indexes.ts';
import {
  addColumns,
  addIndexes,
  changeCodec,
  changeSettings,
  createTable,
  createView,
  type Placement,
} from './create-table.ts';
import { DAYS_AT_REST } from './days-at-rest.ts';
import {
  CALL_DURATIONS,
  DERIVED_TABLES,
  EDGES,
  ENVIRONMENT,
  FINDING_OCCURRENCES,
  FINDING_VERSION,
  OPERATIONS,
  TRACE_ROW_TABLES,
} from './derived-tables.ts';
import { fillEnvironments, WITH_ENVIRONMENT } from './fill-environments.ts';
import { KEPT_ANSWERS, SAVED } from './saved-tables.ts';
import { FORMER_SUM_TABLES, SUM_TABLES, SUMMED_QUARTERS } from './sum-tables.ts';
import {
  BINS,
  EVENTS,
  FEWER_MERGES_OF_TRACES,
  FIELDS,
  KEYS,
  LOOK_INDEXES,
  METRICS,
  OFTEN_READ,
  PROBES,
  TRACES,
  TRACES_FROM_EVENTS,
} from './tables.ts';

export interface Migration {
  /** Counts up from 1 without gaps. */
  number: number;
  name: string;
  /** Safe to run again after a crash in the middle. */
  statements(placement: Placement): string[];
  /** What comes after them and depends on what is in the store; as safe to run again. */
  fill?(engine: Engine, placement: Placement): Promise<void>;
}

export const ALL_MIGRATIONS: readonly Migration[] = [
  {
    number: 1,
    name: 'tables',
    statements: (placement) => [
      ...[EVENTS, TRACES, METRICS, BINS, KEYS, FIELDS, PROBES].flatMap((table) =>
        createTable(table, placement),
      ),
      ...createView(TRACES_FROM_EVENTS, EVENTS, TRACES, placement),
    ],
  },
  {
    number: 2,
    name: 'derived tables',
    statements: (placement) => DERIVED_TABLES.flatMap((table) => createTable(table, placement)),
  },
  {
    number: 3,
    name: 'settings of bins',
    statements: ({ cluster }) => [
      `ALTER TABLE bins${cluster === undefined ? '' : ` ON CLUSTER '${cluster}'`} ADD COLUMN IF NOT EXISTS settings String`,
    ],
  },
  {
    number: 4,
    name: 'durations of single calls',
    statements: (placement) => addColumns(OPERATIONS, CALL_DURATIONS, placement),
  },
  {
    number: 5,
    name: 'versions of findings',
    statements: (placement) => addColumns(FINDING_OCCURRENCES, FINDING_VERSION, placement),
  },
  {
    number: 6,
    name: 'durations of single calls between services',
    statements: (placement) => addColumns(EDGES, CALL_DURATIONS, placement),
  },
  {
    number: 7,
    name: 'saved questions, boards and answers',
    statements: (placement) => [SAVED, KEPT_ANSWERS].flatMap((table) => createTable(table, placement)),
  },
  {
    number: 8,
    name: 'sums of quarters of an hour',
    statements: (placement) =>
      [SUMMED_QUARTERS, ...SUM_TABLES].flatMap((table) => createTable(table, placement)),
  },
  {
    number: 9,
    name: 'one part for a day at rest',
    statements: (placement) =>
      [EVENTS, METRICS, ...TRACE_ROW_TABLES].flatMap((table) =>
        changeSettings(table, DAYS_AT_REST, placement),
      ),
  },
  {
    number: 10,
    name: 'one attribute, times and durations at less cost',
    statements: (placement) => [
      ...changeSettings(EVENTS, MAPS_IN_BUCKETS, placement),
      ...changeCodec(EVENTS, 'time', OFTEN_READ, placement),
      ...changeCodec(EVENTS, 'duration', OFTEN_READ, placement),
    ],
  },
  {
    number: 11,
    name: 'sums that are merged at a sixth of the cost, and sums of findings',
    // What stands in the former ones is summed again by the deriver.
    statements: (placement) => {
      const on = placement.cluster === undefined ? '' : ` ON CLUSTER '${placement.cluster}'`;
      return [
        ...SUM_TABLES.flatMap((table) => createTable(table, placement)),
        `TRUNCATE TABLE ${SUMMED_QUARTERS.name}${on}`,
        ...FORMER_SUM_TABLES.map((name) => `DROP TABLE IF EXISTS ${name}${on}`),
      ];
    },
  },
  {
    number: 12,
    name: 'attributes in buckets, whatever stands first in a part',
    statements: (placement) => changeSettings(EVENTS, MAPS_IN_BUCKETS, placement),
  },
  {
    number: 13,
    name: 'fewer merges of traces',
    statements: (placement) => changeSettings(TRACES, FEWER_MERGES_OF_TRACES, placement),
  },
  {
    number: 14,
    name: 'environments of what is derived, and sums that tell them apart',
    // Sums are made again by the deriver.
    statements: (placement) => {
      const on = placement.cluster === undefined ? '' : ` ON CLUSTER '${placement.cluster}'`;
      return [
        ...WITH_ENVIRONMENT.flatMap(({ table }) => addColumns(table, ENVIRONMENT, placement)),
        ...SUM_TABLES.flatMap((table) => addColumns(table, ENVIRONMENT, placement)),
        ...[SUMMED_QUARTERS, ...SUM_TABLES].map(({ name }) => `TRUNCATE TABLE ${name}${on}`),
      ];
    },
    fill: fillEnvironments,
  },
  {
    number: 15,
    name: 'looks for empty texts and sampled events',
    statements: (placement) => addIndexes(EVENTS, LOOK_INDEXES, placement),
  },
];
