/** A ClickHouse server or cluster over HTTP. */
import { randomUUID } from 'node:crypto';
import { Readable } from 'node:stream';
import {
  type BaseQueryParams,
  type ClickHouseClient,
  ClickHouseError,
  ClickHouseLogLevel,
  createClient,
} from '@clickhouse/client';
import type { TracebinError } from '../../errors.ts';
import { requireParams } from './bind-params.ts';
import type { BlockColumn, Engine, QueryOptions, QueryParams, QueryResult } from './engine.ts';
import { engineErrorFrom, queryAborted } from './engine-error.ts';
import { INSERT_SETTINGS } from './insert-settings.ts';
import { ProgressWatch, progressOf, progressSql } from './progress-watch.ts';
import { type ColumnsAnswer, readColumns } from './read-columns.ts';
import type { ClusterUrl } from './store-url.ts';

const DEFAULT_TIMEOUT_MS = 30_000;
/** An insert that a distributed table sends on to its shards, or a schema change, may take long. */
const STATEMENT_TIMEOUT_MS = 120_000;
const MAX_CONNECTIONS = 16;

export class ClusterEngine implements Engine {
  readonly kind = 'cluster';
  readonly cluster: string | undefined;
  readonly #client: ClickHouseClient;
  readonly #progress = new ProgressWatch(async (tags) =>
    progressOf(await this.query(progressSql('query_id'), { tags })),
  );
  readonly #insertSettings: Record<string, string | number>;

  constructor(url: ClusterUrl) {
    this.cluster = url.cluster;
    this.#client = createClient({
      url: url.httpUrl,
      username: url.user,
      password: url.password,
      database: url.database,
      application: 'tracebin',
      request_timeout: STATEMENT_TIMEOUT_MS,
      max_open_connections: MAX_CONNECTIONS,
      // Errors are answered by those who asked; the client's own log would repeat them.
      log: { level: ClickHouseLogLevel.OFF },
    });
    // An insert is acknowledged when every shard has it, not when it waits to be sent on.
    this.#insertSettings = {
      ...INSERT_SETTINGS,
      distributed_foreground_insert: 1,
      ...(url.quorum === undefined ? {} : { insert_quorum: url.quorum }),
    };
  }

  async version(): Promise<string> {
    const { columns } = await this.query('SELECT version() AS version');
    return String(columns.version?.[0]);
  }

  async query(sql: string, params: QueryParams = {}, options: QueryOptions = {}): Promise<QueryResult> {
    return this.#read(sql, params, options, async (query) => {
      const result = await this.#client.query({ ...query, format: 'JSONColumnsWithMetadata' });
      return readColumns((await result.json<ColumnsAnswer>()) as unknown as ColumnsAnswer);
    });
  }

  async queryNative(sql: string, params: QueryParams = {}, options: QueryOptions = {}): Promise<Uint8Array> {
    return this.#read(sql, params, options, async (query) => {
      const { stream } = await this.#client.exec({ ...query, query: `${sql} FORMAT Native` });
      const pieces: Uint8Array[] = [];
      for await (const piece of stream) pieces.push(piece as Uint8Array);
      return Buffer.concat(pieces);
    });
  }

  async #read<T>(
    sql: string,
    params: QueryParams,
    options: QueryOptions,
    run: (query: BaseQueryParams & { query: string }) => Promise<T>,
  ): Promise<T> {
    requireParams(sql, params);
    const queryId = randomUUID();
    const { signal } = options;
    // The client looks at the signal only for as long as it sends.
    if (signal?.aborted) throw queryAborted();
    const isOver =
      options.onProgress === undefined ? undefined : this.#progress.watch(queryId, options.onProgress);
    try {
      return await run({
        query: sql,
        query_params: params,
        query_id: queryId,
        ...(signal === undefined ? {} : { abort_signal: signal }),
        clickhouse_settings: {
          max_execution_time: (options.timeoutMs ?? DEFAULT_TIMEOUT_MS) / 1000,
          ...(options.maxMemoryBytes === undefined
            ? {}
            : { max_memory_usage: String(options.maxMemoryBytes) }),
          output_format_json_quote_64bit_integers: 1,
          // Closing the connection then ends the query.
          cancel_http_readonly_queries_on_client_close: 1,
        },
      });
    } catch (error) {
      throw asTracebinError(error, signal?.aborted);
    } finally {
      isOver?.();
    }
  }

  async command(sql: string, params: QueryParams = {}): Promise<void> {
    requireParams(sql, params);
    try {
      await this.#client.command({
        query: sql,
        query_params: params,
        clickhouse_settings: { wait_end_of_query: 1, distributed_foreground_insert: 1 },
      });
    } catch (error) {
      throw asTracebinError(error);
    }
  }

  async insertNative(
    table: string,
    block: readonly Uint8Array[],
    rows: number,
    columns?: readonly BlockColumn[],
  ): Promise<void> {
    if (rows === 0) return;
    const names = columns === undefined ? '' : ` (${columns.map(({ name }) => `\`${name}\``).join(', ')})`;
    try {
      const { stream } = await this.#client.exec({
        query: `INSERT INTO ${table}${names} FORMAT Native`,
        values: Readable.from(block, { objectMode: false }),
        clickhouse_settings: { wait_end_of_query: 1, ...this.#insertSettings },
      });
      for await (const _ of stream) {
        // The answer is over, and the insert done, when the stream is.
      }
    } catch (error) {
      throw asTracebinError(error);
    }
  }

  async releaseMemory(): Promise<void> {}

  async close(): Promise<void> {
    this.#progress.close();
    await this.#client.close();
  }
}

function asTracebinError(error: unknown, aborted = false): TracebinError {
  if (error instanceof ClickHouseError) {
    return engineErrorFrom(error.message, Number(error.code), aborted);
  }
  return engineErrorFrom(error instanceof Error ? error.message : String(error), undefined, aborted);
}
