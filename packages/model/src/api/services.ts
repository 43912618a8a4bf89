import type { LayerName } from '../event-codes.ts';
import type { IsoTime, Nanoseconds } from '../units.ts';

/** Query of `GET /api/bins/:bin/services`. */
export interface ServiceSearch {
  environment?: string;
  /** ISO 8601 or relative (`-1h`, `-7d`); default `-1h`. */
  from?: string;
  /** Default now. */
  to?: string;
}

/** A service that sends spans, or something that was noticed because services call it. */
export type ServiceNodeKind = 'service' | 'db' | 'cache' | 'queue' | 'host';

/** Weighted by sample rate. */
export interface ServiceNode {
  kind: ServiceNodeKind;
  name: string;
  /** `postgresql`, `redis`, `rabbitmq`, ...; empty where unknown and for services. */
  system: string;
  /** Requests and jobs of a service; calls that the others were asked. */
  calls: number;
  errors: number;
  /** Sum of the durations. */
  total: Nanoseconds;
  /** As the service itself, or its callers where it sends no spans, saw it. */
  median: Nanoseconds;
  p95: Nanoseconds;
  max: Nanoseconds;
  /** On what a service spends its time; they add up to `total`. Null for what sends no spans. */
  layers: Record<LayerName, Nanoseconds> | null;
}

/** Who calls whom. Weighted by sample rate. */
export interface ServiceMapEdge {
  /** Indexes into `nodes`. */
  from: number;
  to: number;
  calls: number;
  errors: number;
  total: Nanoseconds;
  /** As the caller saw it; from a queue to a service the time that messages waited. */
  median: Nanoseconds;
  p95: Nanoseconds;
  max: Nanoseconds;
}

/** Answer of `GET /api/bins/:bin/services`: the map. */
export interface ServicesAnswer {
  from: IsoTime;
  to: IsoTime;
  /** Services first, most time first. */
  nodes: ServiceNode[];
  /** Most calls first. */
  edges: ServiceMapEdge[];
  /** True when there are more than the map takes: 1,000 services, 5,000 edges. */
  more: boolean;
  environments: string[];
  /** Events received until then have been looked at; null before the first. */
  derivedUntil: IsoTime | null;
  readRows: number;
  elapsedMs: number;
}

/** What is called: hosts over HTTP or RPC, or queues that something is put into. */
export type ExternalLayer = 'http' | 'queue';

/** Query of `GET /api/bins/:bin/externals`. */
export interface ExternalSearch {
  /** Default `http`. */
  layer?: ExternalLayer;
  service?: string;
  environment?: string;
  from?: string;
  to?: string;
  /** 1 to 1,000; default 500. */
  limit?: number;
}

/** A host that was called over HTTP or RPC, or a queue that something was put into. Weighted by sample rate. */
export interface ExternalHost {
  host: string;
  /** Methods of the calls: `GET`, `POST`. */
  methods: string[];
  /** Services that call it. */
  callers: string[];
  /** The transaction that waits longest for it, and how many wait at all. */
  transaction: string;
  transactions: number;
  calls: number;
  errors: number;
  total: Nanoseconds;
  median: Nanoseconds;
  p95: Nanoseconds;
  max: Nanoseconds;
  /** Calls in one request among those that call it. */
  callsMedian: number;
  callsP95: number;
  callsMax: number;
  /** Time spent in equal steps of the range, oldest first. */
  trend: Nanoseconds[];
}

/** Answer of `GET /api/bins/:bin/externals`: hosts, most time first. */
export interface ExternalsAnswer {
  from: IsoTime;
  to: IsoTime;
  count: number;
  /** True when there are more hosts than `limit`. */
  more: boolean;
  hosts: ExternalHost[];
  /** Over all hosts, also those beyond `limit`. */
  all: { calls: number; total: Nanoseconds };
  services: string[];
  environments: string[];
  derivedUntil: IsoTime | null;
  readRows: number;
  elapsedMs: number;
}
