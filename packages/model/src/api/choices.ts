import type { IsoTime } from '../units.ts';

/** Query of `GET /api/bins/:bin/choices`. */
export interface ChoicesSearch {
  /** ISO 8601 or relative (`-1h`, `-7d`); default `-1h`. */
  from?: string;
  /** Default now. */
  to?: string;
}

/** Answer of `GET /api/bins/:bin/choices`: where something ran, in the order of the alphabet. */
export interface ChoicesAnswer {
  from: IsoTime;
  to: IsoTime;
  services: string[];
  /** Empty where senders name none. */
  environments: string[];
  readRows: number;
  elapsedMs: number;
}
