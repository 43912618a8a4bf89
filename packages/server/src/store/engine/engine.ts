/**
 * The engine as the rest of the server sees it: one ClickHouse dialect, in this process or in a cluster.
 */

import type { QueryProgress } from './progress-watch.ts';

export type QueryParams = Record<string, unknown>;

export interface QueryOptions {
  /** The engine stops the query after this time; default 30,000. */
  timeoutMs?: number;
  maxMemoryBytes?: number;
  signal?: AbortSignal;
  /** Called now and then while a query runs for longer. */
  onProgress?: (progress: QueryProgress) => void;
}

/** Result of a SELECT as columns by name. 64-bit integers come as strings unless they are cast in the query. */
export interface QueryResult {
  rows: number;
  columns: Record<string, unknown[]>;
  /** ClickHouse's types of the columns. */
  types?: Record<string, string>;
  readRows: number;
  readBytes: number;
  elapsedMs: number;
}

/** Name and ClickHouse type of a column in a block. */
export interface BlockColumn {
  name: string;
  type: string;
}

export interface Engine {
  readonly kind: 'embedded' | 'cluster';
  /** Name of the cluster, where tables are replicated and distributed; undefined on a single node. */
  readonly cluster: string | undefined;
  version(): Promise<string>;
  /**
   * Runs a SELECT. Values are bound as `{name:Type}`, never pasted.
   *
   * @throws EngineError with the engine's own number in `engineCode`; code `query-timeout` (504) after `timeoutMs`,
   * `query-too-large` (422) above `maxMemoryBytes`, `query-aborted` when `signal` fired
   * @throws StoreUnavailableError when a cluster cannot be reached
   */
  query(sql: string, params?: QueryParams, options?: QueryOptions): Promise<QueryResult>;
  /** The same, answered as blocks in ClickHouse's Native format; for answers of many rows, which are read column by column. */
  queryNative(sql: string, params?: QueryParams, options?: QueryOptions): Promise<Uint8Array>;
  /** Runs a statement for its effect. */
  command(sql: string, params?: QueryParams): Promise<void>;
  /**
   * Inserts one block in ClickHouse's Native format; resolves when it is committed.
   *
   * @param columns the block's columns; without them it must have exactly the table's, in the table's order
   */
  insertNative(
    table: string,
    block: readonly Uint8Array[],
    rows: number,
    columns?: readonly BlockColumn[],
  ): Promise<void>;
  /** Gives memory that the engine keeps for later back to the machine, where the engine is in this process. */
  releaseMemory(): Promise<void>;
  /**
   * Waits for what is running, then closes.
   *
   * @param options.atOnce ends running queries first; a block on its way into the store arrives as a whole or not at all
   */
  close(options?: { atOnce?: boolean }): Promise<void>;
}
