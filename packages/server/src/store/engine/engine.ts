/**
 * The engine as the rest of the server sees it: one ClickHouse dialect, in this process or in a cluster.
 */

export type QueryParams = Record<string, unknown>;

export interface QueryOptions {
  /** The engine stops the query after this time; default 30,000. */
  timeoutMs?: number;
  maxMemoryBytes?: number;
  signal?: AbortSignal;
}

/** Result of a SELECT as columns by name. 64-bit integers come as strings unless they are cast in the query. */
export interface QueryResult {
  rows: number;
  columns: Record<string, unknown[]>;
  readRows: number;
  elapsedMs: number;
}

export interface Engine {
  readonly kind: 'embedded' | 'cluster';
  /** Name of the cluster, where tables are replicated and distributed; undefined on a single node. */
  readonly cluster: string | undefined;
  version(): Promise<string>;
  /** Runs a SELECT. Values are bound as `{name:Type}`, never pasted. */
  query(sql: string, params?: QueryParams, options?: QueryOptions): Promise<QueryResult>;
  /** Runs a statement for its effect. */
  command(sql: string, params?: QueryParams): Promise<void>;
  /** Inserts one block in ClickHouse's Native format; resolves when it is committed. */
  insertNative(table: string, block: readonly Uint8Array[], rows: number): Promise<void>;
  close(): Promise<void>;
}
