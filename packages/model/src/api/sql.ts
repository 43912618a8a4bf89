import type { IsoTime } from '../units.ts';
import type { ReadFacts } from './question.ts';

/** Body of `POST /api/bins/:bin/sql`: one SELECT over the tables of the bin (`SQL_TABLES`). */
export interface SqlRequest {
  sql: string;
  /** ISO 8601 or relative; default -24h. All tables hold only what lies between. */
  from?: string;
  /** Default now. */
  to?: string;
}

export interface SqlAnswer {
  from: IsoTime;
  to: IsoTime;
  /** Rows here, up to 10,000. */
  count: number;
  /** There are more. */
  more: boolean;
  /** With ClickHouse's types. */
  columns: { name: string; type: string }[];
  /** `values[c][row]` as JSON has them; 64-bit whole numbers are texts. */
  values: unknown[][];
  read: ReadFacts;
}
