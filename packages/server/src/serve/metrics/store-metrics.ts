/** Metrics of the writer and the store, read when `/metrics` is asked for. */
import type { OpenStore } from '../open-store.ts';
import type { ServerMetrics } from './server-metrics.ts';

const STORE_TABLES = ['events', 'traces', 'metrics'] as const;
/** Rows and bytes come from the engine's own tables; that often is enough. */
const ROWS_KEPT_FOR_MS = 10_000;

export function addStoreMetrics(
  metrics: ServerMetrics,
  { engine, writer, bins, maxBacklogBytes }: OpenStore,
): void {
  metrics.gauge(
    'tracebin_backlog_bytes',
    'Bytes that wait for their commit',
    () => writer.counters.waitingBytes,
  );
  metrics.gauge(
    'tracebin_backlog_bound_bytes',
    'Bytes that may wait before senders are told to come back',
    () => maxBacklogBytes,
  );
  metrics.gauge(
    'tracebin_commit_pressure',
    'Share of the last second or two in which many rows were committed or waited for it',
    () => writer.pressure,
  );
  metrics.counter('tracebin_commits_total', 'Groups of requests written', () => writer.counters.commits);
  metrics.counter(
    'tracebin_failed_commits_total',
    'Groups that failed for some of their requests',
    () => writer.counters.failedCommits,
  );
  metrics.counter('tracebin_stored_rows_total', 'Rows written', () => writer.counters.rows);
  metrics.counter(
    'tracebin_stored_block_bytes_total',
    'Bytes of the blocks that were written, before compression',
    () => writer.counters.bytes,
  );
  metrics.counter(
    'tracebin_duplicate_spans_total',
    'Spans that were in the store already',
    () => writer.counters.duplicates,
  );
  metrics.gauge('tracebin_store_failing', '1 while the store takes no data', () =>
    writer.state.state === 'failing' ? 1 : 0,
  );
  metrics.gauge('tracebin_bins', 'Bins', () => bins.count);
  let sizes: Promise<Map<string, { rows: number; bytes: number }>> | undefined;
  let askedAt = 0;
  const readSizes = () => {
    if (sizes === undefined || performance.now() - askedAt > ROWS_KEPT_FOR_MS) {
      askedAt = performance.now();
      sizes = tableSizes(engine).catch(() => new Map());
    }
    return sizes;
  };
  for (const table of STORE_TABLES) {
    metrics.gauge(
      `tracebin_store_${table}_rows`,
      `Rows of the table ${table} on this node`,
      async () => (await readSizes()).get(table)?.rows ?? 0,
    );
    metrics.gauge(
      `tracebin_store_${table}_bytes`,
      `Compressed bytes of the table ${table} on this node`,
      async () => (await readSizes()).get(table)?.bytes ?? 0,
    );
  }
}

async function tableSizes(
  engine: OpenStore['engine'],
): Promise<Map<string, { rows: number; bytes: number }>> {
  const { rows, columns } = await engine.query(
    `SELECT replaceOne(table, '_local', '') AS name, toFloat64(sum(rows)) AS rows, toFloat64(sum(bytes_on_disk)) AS bytes
     FROM system.parts WHERE active AND database = currentDatabase() GROUP BY name`,
  );
  return new Map(
    Array.from({ length: rows }, (_, row) => [
      String(columns.name![row]),
      { rows: Number(columns.rows![row]), bytes: Number(columns.bytes![row]) },
    ]),
  );
}
