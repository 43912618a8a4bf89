/** Rows of `operations`, `errors` and `edges` in a test; what is left out is empty. Ids are hex, times nanoseconds since the epoch. */
import type { Engine } from '../../src/store/engine/engine.ts';

export interface TestOperation {
  bin?: string;
  time: bigint;
  traceId?: string;
  /** Of the transaction. */
  spanId?: string;
  service?: string;
  transaction?: string;
  /** Default 1: db. */
  layer?: number;
  system?: string;
  target?: string;
  fingerprint: string;
  summary?: string;
  statement?: string;
  /** Nanoseconds of each call. */
  durations: readonly number[];
  maxSpanId?: string;
  rows?: number;
  errors?: number;
  file?: string;
  line?: number;
  function?: string;
  environment?: string;
  sampleRate?: number;
}

export interface TestError {
  bin?: string;
  time: bigint;
  traceId?: string;
  spanId?: string;
  service?: string;
  transaction?: string;
  type?: string;
  shape?: string;
  message?: string;
  place?: string;
  version?: string;
  environment?: string;
  group: string;
  sampleRate?: number;
}

export interface TestEdge {
  bin?: string;
  time: bigint;
  traceId?: string;
  from: string;
  to: string;
  kind: string;
  calls: number;
  errors?: number;
  total: number;
  max?: number;
  environment?: string;
  sampleRate?: number;
}

/** Rows are dated in the past; they must not expire while a test runs. */
const EXPIRES = "now('UTC') + INTERVAL 1 DAY";
const TIME = "fromUnixTimestamp64Nano(at, 'UTC')";
const TRACE = 'toFixedString(unhex(trace), 16)';
const SPAN = 'toFixedString(unhex(span), 8)';

const numberOf = (hex: string): string => BigInt(`0x${hex}`).toString();
const lines = (rows: readonly Record<string, unknown>[]): string =>
  rows.map((row) => JSON.stringify(row)).join('\n');

/** The rows' durations in steps, as the deriver keeps them. */
function stepsOf(durations: readonly number[]): { steps: number[]; step_calls: number[] } {
  const bits = new Uint32Array(1);
  const number = new Float32Array(bits.buffer);
  const counts = new Map<number, number>();
  for (const duration of durations) {
    number[0] = duration;
    const step = bits[0]! >>> 16;
    counts.set(step, (counts.get(step) ?? 0) + 1);
  }
  return { steps: [...counts.keys()], step_calls: [...counts.values()] };
}

export async function insertOperations(engine: Engine, rows: readonly TestOperation[]): Promise<void> {
  await engine.command(
    `INSERT INTO operations (bin, time, trace_id, span_id, service, transaction, layer, system, target, fingerprint,
       summary, statement, calls, total, max, max_span_id, durations, duration_calls, rows, errors, code_file,
       code_line, code_function, environment, sample_rate, expires_at)
     SELECT bin, ${TIME}, ${TRACE}, ${SPAN}, service, transaction, layer, system, target, fingerprint, summary,
       statement, calls, total, longest, toFixedString(unhex(longest_span), 8), steps, step_calls, returned, errors,
       file, line, inside, environment, sample_rate, ${EXPIRES}
     FROM format(JSONEachRow,
       'bin String, at Int64, trace String, span String, service String, transaction String, layer UInt8,
        system String, target String, fingerprint UInt64, summary String, statement String, calls UInt32,
        total UInt64, longest UInt64, longest_span String, steps Array(UInt16), step_calls Array(UInt32),
        returned UInt64, errors UInt32, file String, line UInt32, inside String, environment String, sample_rate Float64',
       {lines:String})`,
    {
      lines: lines(
        rows.map((row) => ({
          bin: row.bin ?? 'local',
          at: row.time.toString(),
          trace: row.traceId ?? '',
          span: row.spanId ?? '',
          service: row.service ?? 'shop',
          transaction: row.transaction ?? 'GET /',
          layer: row.layer ?? 1,
          system: row.system ?? 'postgresql',
          target: row.target ?? '',
          fingerprint: numberOf(row.fingerprint),
          summary: row.summary ?? '',
          statement: row.statement ?? '',
          calls: row.durations.length,
          total: row.durations.reduce((sum, each) => sum + each, 0),
          longest: Math.max(...row.durations),
          longest_span: row.maxSpanId ?? '',
          ...stepsOf(row.durations),
          returned: row.rows ?? 0,
          errors: row.errors ?? 0,
          file: row.file ?? '',
          line: row.line ?? 0,
          inside: row.function ?? '',
          environment: row.environment ?? '',
          sample_rate: row.sampleRate ?? 1,
        })),
      ),
    },
  );
}

export async function insertErrors(engine: Engine, rows: readonly TestError[]): Promise<void> {
  await engine.command(
    `INSERT INTO errors (bin, time, trace_id, span_id, service, transaction, type, shape, message, place, version,
       environment, group, sample_rate, expires_at)
     SELECT bin, ${TIME}, ${TRACE}, ${SPAN}, service, transaction, type, shape, message, place, version, environment,
       hash, sample_rate, ${EXPIRES}
     FROM format(JSONEachRow,
       'bin String, at Int64, trace String, span String, service String, transaction String, type String,
        shape String, message String, place String, version String, environment String, hash UInt64, sample_rate Float64',
       {lines:String})`,
    {
      lines: lines(
        rows.map((row) => ({
          bin: row.bin ?? 'local',
          at: row.time.toString(),
          trace: row.traceId ?? '',
          span: row.spanId ?? '',
          service: row.service ?? 'shop',
          transaction: row.transaction ?? 'GET /',
          type: row.type ?? 'Error',
          shape: row.shape ?? '',
          message: row.message ?? '',
          place: row.place ?? '',
          version: row.version ?? '',
          environment: row.environment ?? '',
          hash: numberOf(row.group),
          sample_rate: row.sampleRate ?? 1,
        })),
      ),
    },
  );
}

export async function insertEdges(engine: Engine, rows: readonly TestEdge[]): Promise<void> {
  await engine.command(
    `INSERT INTO edges (bin, time, trace_id, from_service, to_name, to_kind, calls, errors, total, max, environment,
       sample_rate, expires_at)
     SELECT bin, ${TIME}, ${TRACE}, origin, name, kind, calls, errors, total, longest, environment,
       sample_rate, ${EXPIRES}
     FROM format(JSONEachRow,
       'bin String, at Int64, trace String, origin String, name String, kind String, calls UInt32, errors UInt32,
        total UInt64, longest UInt64, environment String, sample_rate Float64', {lines:String})`,
    {
      lines: lines(
        rows.map((row) => ({
          bin: row.bin ?? 'local',
          at: row.time.toString(),
          trace: row.traceId ?? '',
          origin: row.from,
          name: row.to,
          kind: row.kind,
          calls: row.calls,
          errors: row.errors ?? 0,
          total: row.total,
          longest: row.max ?? row.total,
          environment: row.environment ?? '',
          sample_rate: row.sampleRate ?? 1,
        })),
      ),
    },
  );
}
