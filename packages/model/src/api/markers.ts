import type { IsoTime } from '../units.ts';

/** Body of `POST /api/bins/:bin/markers`. */
export interface MarkerRequest {
  /** ISO 8601 or relative (`-5m`); default now. */
  at?: string;
  /** Default `deploy`; anything else is a word of the sender's own (`incident`, `backup`). */
  kind?: string;
  /** The service it is about; all of them where absent. */
  service?: string;
  version?: string;
  text?: string;
  /** Where to read more: http or https. */
  url?: string;
}

/** A moment that charts show. */
export interface Marker {
  /** Names it in `DELETE /api/bins/:bin/markers/:id`; null for a deploy that was seen and not posted. */
  id: string | null;
  at: IsoTime;
  kind: string;
  /** Empty for all services. */
  service: string;
  version: string;
  /** The version of the service that was new before it; empty where none is known. */
  before: string;
  /** The version had run before, and was put back. */
  isRollback: boolean;
  text: string;
  url: string;
  /** Posted by somebody, or seen: the first request of a `service.version` that was not there before. */
  source: 'posted' | 'seen';
}

/** Query of `GET /api/bins/:bin/markers`. */
export interface MarkerSearch {
  service?: string;
  /** Deploys are seen in it only; posted markers are in all. */
  environment?: string;
  /** ISO 8601 or relative (`-1h`, `-7d`); default `-1h`. */
  from?: string;
  /** Default now. */
  to?: string;
}

/** Answer of `GET /api/bins/:bin/markers`: the oldest first. */
export interface MarkersAnswer {
  from: IsoTime;
  to: IsoTime;
  /** True when there are more than fit: the oldest are left out. */
  more: boolean;
  markers: Marker[];
}
