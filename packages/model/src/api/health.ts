/** Answer of `GET /api/health`; status 200 when `status` is `ok`, 503 otherwise. */
export interface HealthAnswer {
  status: 'ok' | 'starting' | 'store-unavailable' | 'draining';
  version: string;
  store: { engine: 'embedded' | 'cluster'; version: string; schema: number };
  uptimeMs: number;
  /** Bytes that wait for their commit, and the bound beyond which senders are told to come back later. */
  backlogBytes: number;
  backlogBoundBytes: number;
  /** How far the working up of traces is behind what has been received; null where this server does none. `ingestFirst`: it waits because senders go first. */
  derive: { lagMs: number; waitingTraces: number; ingestFirst: boolean } | null;
}

/** Answer of `POST` and `GET /api/rebuild`: spans that are worked up again. */
export interface RebuildAnswer {
  running: boolean;
  done: number;
  total: number;
}
