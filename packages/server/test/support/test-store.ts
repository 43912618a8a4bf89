import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { EventType } from '@tracebin/model';
import type { Engine } from '../../src/store/engine/engine.ts';
import { migrate, openEngine } from '../../src/store/index.ts';
import { startHttpFace } from '../http-face/http-face.ts';

/** One row of `events` in a test; what is left out is empty. Ids are hex, times nanoseconds since the epoch. */
export interface TestEvent {
  bin?: string;
  type?: number;
  time: bigint;
  duration?: number | bigint;
  traceId?: string;
  spanId?: string;
  parentSpanId?: string;
  service?: string;
  name?: string;
  kind?: number;
  status?: number;
  layer?: number;
  sampleRate?: number;
  body?: string;
  severity?: number;
  strings?: Record<string, string>;
  ints?: Record<string, string>;
  doubles?: Record<string, number | string>;
  bools?: Record<string, boolean>;
  jsons?: Record<string, string>;
  resource?: Record<string, string>;
  events?: { time: bigint; name: string; attributes: string }[];
  links?: { traceId: string; spanId: string; attributes: string }[];
  /** How long from now on; default a day. */
  keptMs?: number;
  /** How long ago it was received; default now. */
  receivedSecondsAgo?: number;
}

/** The real engine on a directory of its own. */
export interface TestStore {
  engine: Engine;
  /** @param eventsPerInsert fewer of events that are large: the engine takes a statement of at most 256 KiB */
  insert(events: readonly TestEvent[], eventsPerInsert?: number): Promise<void>;
  close(): Promise<void>;
}

const EVENTS_PER_INSERT = 200;
/** Rows are dated in the past; they must not expire while a test runs. */
const KEPT_MS = 86_400_000;

export async function openTestStore(place: 'embedded' | 'over HTTP' = 'embedded'): Promise<TestStore> {
  const directory = await mkdtemp(join(tmpdir(), 'tracebin-ask-'));
  const face = place === 'embedded' ? undefined : await startHttpFace();
  const engine = await openEngine(face?.storeUrl ?? directory);
  await migrate(engine);
  return {
    engine,
    async insert(events, eventsPerInsert = EVENTS_PER_INSERT) {
      for (let from = 0; from < events.length; from += eventsPerInsert) {
        await insertEvents(engine, events.slice(from, from + eventsPerInsert));
      }
    },
    async close() {
      await engine.close();
      await face?.close();
      await rm(directory, { recursive: true, force: true });
    },
  };
}

async function insertEvents(engine: Engine, events: readonly TestEvent[]): Promise<void> {
  const lines = events.map((event) =>
    JSON.stringify({
      bin: event.bin ?? 'local',
      type: event.type ?? EventType.span,
      time: event.time.toString(),
      duration: String(event.duration ?? 0),
      trace_id: event.traceId ?? '',
      span_id: event.spanId ?? '',
      parent_span_id: event.parentSpanId ?? '',
      service: event.service ?? 'app',
      name: event.name ?? 'span',
      kind: event.kind ?? 1,
      status: event.status ?? 0,
      layer: event.layer ?? 0,
      sample_rate: event.sampleRate ?? 1,
      body: event.body ?? '',
      severity: event.severity ?? 0,
      strings: event.strings ?? {},
      ints: event.ints ?? {},
      doubles: event.doubles ?? {},
      bools: event.bools ?? {},
      jsons: event.jsons ?? {},
      resource: event.resource ?? {},
      event_times: event.events?.map(({ time }) => time.toString()) ?? [],
      event_names: event.events?.map(({ name }) => name) ?? [],
      event_attributes: event.events?.map(({ attributes }) => attributes) ?? [],
      link_trace_ids: event.links?.map(({ traceId }) => traceId) ?? [],
      link_span_ids: event.links?.map(({ spanId }) => spanId) ?? [],
      link_attributes: event.links?.map(({ attributes }) => attributes) ?? [],
      received: Math.floor(Date.now() / 1000) - (event.receivedSecondsAgo ?? 0),
      expires: Math.floor((Date.now() + (event.keptMs ?? KEPT_MS)) / 1000),
    }),
  );
  await engine.command(
    `INSERT INTO events (bin, type, entry, time, duration, trace_id, span_id, parent_span_id, service, name, kind, status,
       layer, sample_rate, body, severity, strings, ints, doubles, bools, jsons, resource, event_times, event_names,
       event_attributes, link_trace_ids, link_span_ids, link_trace_states, link_attributes, received_at, expires_at)
     SELECT bin, type, kind IN (2, 5) OR parent_span_id = '', fromUnixTimestamp64Nano(time, 'UTC'), duration,
       toFixedString(unhex(trace_id), 16), toFixedString(unhex(span_id), 8), toFixedString(unhex(parent_span_id), 8),
       service, name, kind, status, layer, sample_rate, body, severity, strings, ints, doubles, bools, jsons, resource,
       event_times, event_names, event_attributes,
       arrayMap(id -> toFixedString(unhex(id), 16), link_trace_ids),
       arrayMap(id -> toFixedString(unhex(id), 8), link_span_ids),
       arrayMap(id -> '', link_trace_ids), link_attributes, toDateTime(received), toDateTime(expires)
     FROM format(JSONEachRow,
       'bin String, type UInt8, time Int64, duration UInt64, trace_id String, span_id String, parent_span_id String,
        service String, name String, kind UInt8, status UInt8, layer UInt8, sample_rate Float64, body String, severity UInt8,
        strings Map(String, String), ints Map(String, Int64), doubles Map(String, Float64), bools Map(String, Bool),
        jsons Map(String, String), resource Map(String, String), event_times Array(UInt64), event_names Array(String),
        event_attributes Array(String), link_trace_ids Array(String), link_span_ids Array(String),
        link_attributes Array(String), received UInt32, expires UInt32',
       {lines:String})`,
    { lines: lines.join('\n') },
  );
}
