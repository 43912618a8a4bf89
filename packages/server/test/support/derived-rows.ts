/** Rows of the derived tables in a test; what is left out is empty. Ids are hex, times nanoseconds since the epoch. */
import type { LayerName } from '@tracebin/model';
import type { Engine } from '../../src/store/engine/engine.ts';

export interface TestTransaction {
  bin?: string;
  time: bigint;
  traceId?: string;
  spanId?: string;
  duration: number;
  service?: string;
  name?: string;
  kind?: number;
  error?: boolean;
  environment?: string;
  version?: string;
  sampleRate?: number;
  /** What is left of the duration is `app`. */
  layers?: Partial<Record<Exclude<LayerName, 'app'>, number>>;
  queries?: number;
  spans?: number;
  queueWait?: number;
  attempts?: number;
}

export interface TestOccurrence {
  bin?: string;
  time: bigint;
  traceId?: string;
  spanId?: string;
  key: string;
  kind: string;
  service?: string;
  transaction?: string;
  statement?: string;
  count: number;
  lost: number;
  file?: string;
  line?: number;
  environment?: string;
  evidence?: Record<string, unknown>;
  sampleRate?: number;
}

/** Rows are dated in the past; they must not expire while a test runs. */
const EXPIRES = "now('UTC') + INTERVAL 1 DAY";

export async function insertTransactions(engine: Engine, rows: readonly TestTransaction[]): Promise<void> {
  const lines = rows.map((row) => {
    const layers = row.layers ?? {};
    const rest = row.duration - Object.values(layers).reduce((sum, each) => sum + each, 0);
    return JSON.stringify({
      bin: row.bin ?? 'local',
      at: row.time.toString(),
      trace: row.traceId ?? '',
      span: row.spanId ?? '',
      duration: row.duration,
      service: row.service ?? 'shop',
      name: row.name ?? 'GET /',
      kind: row.kind ?? 0,
      error: row.error ?? false,
      environment: row.environment ?? '',
      version: row.version ?? '',
      sample_rate: row.sampleRate ?? 1,
      cache: 0,
      db: 0,
      view: 0,
      http: 0,
      queue: 0,
      other: 0,
      ...layers,
      app: rest,
      queries: row.queries ?? 0,
      spans: row.spans ?? 0,
      queue_wait: row.queueWait ?? 0,
      attempts: row.attempts ?? 0,
    });
  });
  await engine.command(
    `INSERT INTO transactions (bin, time, trace_id, span_id, duration, service, name, kind, error, environment, version,
       sample_rate, app, db, cache, view, http, queue, other, queries, spans, queue_wait, attempts, expires_at)
     SELECT bin, fromUnixTimestamp64Nano(at, 'UTC'), toFixedString(unhex(trace), 16), toFixedString(unhex(span), 8),
       duration, service, name, kind, error, environment, version, sample_rate, app, db, cache, view, http, queue, other,
       queries, spans, queue_wait, attempts, ${EXPIRES}
     FROM format(JSONEachRow,
       'bin String, at Int64, trace String, span String, duration UInt64, service String, name String, kind UInt8,
        error Bool, environment String, version String, sample_rate Float64, app UInt64, db UInt64, cache UInt64, view UInt64,
        http UInt64, queue UInt64, other UInt64, queries UInt32, spans UInt32, queue_wait UInt64, attempts UInt16', {lines:String})`,
    { lines: lines.join('\n') },
  );
}

export async function insertOccurrences(engine: Engine, rows: readonly TestOccurrence[]): Promise<void> {
  const lines = rows.map((row) =>
    JSON.stringify({
      bin: row.bin ?? 'local',
      at: row.time.toString(),
      trace: row.traceId ?? '',
      span: row.spanId ?? '',
      key: BigInt(`0x${row.key}`).toString(),
      kind: row.kind,
      service: row.service ?? 'shop',
      transaction: row.transaction ?? 'GET /',
      statement: row.statement ?? '',
      count: row.count,
      lost: row.lost,
      file: row.file ?? '',
      line: row.line ?? 0,
      environment: row.environment ?? '',
      evidence: JSON.stringify(row.evidence ?? {}),
      sample_rate: row.sampleRate ?? 1,
    }),
  );
  await engine.command(
    `INSERT INTO finding_occurrences (bin, time, trace_id, span_id, key, kind, service, transaction, statement, count,
       lost, code_file, code_line, environment, evidence, sample_rate, expires_at)
     SELECT bin, fromUnixTimestamp64Nano(at, 'UTC'), toFixedString(unhex(trace), 16), toFixedString(unhex(span), 8),
       key, kind, service, transaction, statement, count, lost, file, line, environment, evidence, sample_rate,
       ${EXPIRES}
     FROM format(JSONEachRow,
       'bin String, at Int64, trace String, span String, key UInt64, kind String, service String, transaction String,
        statement String, count UInt32, lost UInt64, file String, line UInt32, environment String, evidence String,
        sample_rate Float64',
       {lines:String})`,
    { lines: lines.join('\n') },
  );
}
