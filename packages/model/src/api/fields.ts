import type { IsoTime } from '../units.ts';

export type FieldType = 'string' | 'int' | 'double' | 'bool' | 'json';

/** One field of a bin's events, for autocompletion. A name that came with two types is listed twice. */
export interface Field {
  name: string;
  type: FieldType;
  /** `column`: a fixed column of every event (`service`, `duration`); else where the attribute was set. */
  source: 'column' | 'event' | 'resource';
  lastSeen: IsoTime;
  /** Up to 20 values seen, as text. */
  examples: string[];
}

/** Answer of `GET /api/bins/:bin/fields?prefix=`. */
export interface FieldsAnswer {
  fields: Field[];
  /** True when the bin has more fields than the catalogue keeps. */
  truncated: boolean;
}

/** Answer of `GET /api/bins/:bin/fields/:name/values?prefix=`: values by how often they were seen lately. */
export interface FieldValuesAnswer {
  values: string[];
}
