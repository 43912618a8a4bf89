import type { IsoTime } from '../units.ts';

/** Answer of `POST /api/bins`. The two secrets are shown here and never again: only their hashes are kept. */
export interface BinCreated {
  bin: string;
  name: string;
  viewUrl: string;
  viewToken: string;
  ingestKey: string;
}

/** Body of `POST /api/bins`. */
export interface BinRequest {
  name?: string;
  /** 1 (an hour) to 9,600 (400 days); default 168 (7 days). */
  retentionHours?: number;
}

/** One door that senders can use, as the page "Connect an app" lists it. */
export interface Door {
  /** `4318`, `4317`, `8125/udp` */
  port: string;
  speaks: string;
  state: 'ready' | 'off' | 'busy';
}

/** A request that was turned away at the door, newest last; at most the last 20. */
export interface Refusal {
  at: IsoTime;
  code: string;
  message: string;
  from: string;
  count: number;
}

/** Answer of `GET /api/bins/:bin`. */
export interface BinAnswer {
  bin: string;
  name: string;
  createdAt: IsoTime;
  retentionHours: number;
  /** T of the Apdex in milliseconds: requests up to it satisfy, up to four times it are tolerated. */
  apdexMs: number;
  /** Where senders reach this server, `http://127.0.0.1:4318`. */
  address: string;
  /** True where a sender may leave out the key (bin `local` on loopback). */
  keyless: boolean;
  doors: Door[];
  refusals: Refusal[];
  /** When the server began to listen. */
  listeningSince: IsoTime;
  /** Null while nothing has arrived. */
  firstEventAt: IsoTime | null;
  lastEventAt: IsoTime | null;
  /** Trace of the first span that arrived, to open when the page was waiting for it. */
  firstTraceId: string | null;
  /** Events acknowledged per second over the last minute, oldest first, one number for each second (60). */
  arrivals: number[];
  services: string[];
}

/** Answer of `POST /api/bins/:bin/keys`. */
export interface KeyCreated {
  ingestKey: string;
}

/** One ingest key of a bin, as a list shows it: the key itself is not kept. */
export interface KeyEntry {
  /** Names the key in `DELETE /api/bins/:bin/keys/:id`; no secret. */
  id: string;
  createdAt: IsoTime;
  /** Null while the key works. */
  revokedAt: IsoTime | null;
}

/** Answer of `GET /api/bins/:bin/keys`, oldest first. */
export interface KeysAnswer {
  keys: KeyEntry[];
}

/** Body of `PATCH /api/bins/:bin`. */
export interface BinChange {
  name?: string;
  retentionHours?: number;
  /** 1 to 600,000; 500 until it is set. */
  apdexMs?: number;
}
