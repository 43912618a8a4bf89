/**
 * The ClickHouse engine inside this process (`chdb`), on a directory that no other process may use.
 *
 * Readers, writers and commands have sessions of their own, so a slow question never delays an insert. Each call
 * occupies a thread of libuv's pool while it runs; the program's entry raises that pool to 16 before anything uses it,
 * and with fewer threads there are fewer readers.
 */
import { randomUUID } from 'node:crypto';
import { totalmem } from 'node:os';
import { resolve } from 'node:path';
import type { ChdbResult, Session } from 'chdb';
import { StartError, type TracebinError } from '../../errors.ts';
import { bindParams, quote } from './bind-params.ts';
import { BlockFiles } from './block-files.ts';
import { refuseLockedDirectory, storeLocked } from './directory-lock.ts';
import type { BlockColumn, Engine, QueryOptions, QueryParams, QueryResult } from './engine.ts';
import { engineErrorFrom, queryAborted } from './engine-error.ts';
import { INSERT_SETTINGS } from './insert-settings.ts';
import { ProgressWatch, progressOf, progressSql, type QueryProgress } from './progress-watch.ts';
import { type ColumnsAnswer, readColumns } from './read-columns.ts';
import { SessionPool } from './session-pool.ts';
import { makeStoreDirectory, unreadable } from './store-directory.ts';

const DEFAULT_TIMEOUT_MS = 30_000;
/** Of all memory, for one query. */
const DEFAULT_MEMORY_SHARE = 0.4;
const MAX_READERS = 6;
/** One for events, one for metrics, so that neither waits for the other's commit. */
const WRITERS = 2;

export class EmbeddedEngine implements Engine {
  readonly kind = 'embedded';
  readonly cluster = undefined;
  readonly #readers: SessionPool;
  readonly #writers: SessionPool;
  readonly #commands: SessionPool;
  /** For looking at running queries, while all readers are busy with them. */
  readonly #looks: SessionPool;
  readonly #progress = new ProgressWatch((tags) => this.#lookAt(tags));
  readonly #files: BlockFiles;

  private constructor(open: () => Session, path: string) {
    const readers = Math.max(1, Math.min(MAX_READERS, threadPoolSize() - WRITERS));
    this.#commands = new SessionPool([open()]);
    this.#looks = new SessionPool([open()]);
    this.#writers = new SessionPool(Array.from({ length: WRITERS }, open));
    this.#readers = new SessionPool(Array.from({ length: readers }, open));
    this.#files = new BlockFiles(path);
  }

  /** @throws StartError `store-locked`, `store-unreadable`, `engine-missing` */
  static async open(directory: string): Promise<EmbeddedEngine> {
    const path = resolve(directory);
    makeStoreDirectory(path);
    refuseLockedDirectory(path);
    // Loaded only when asked for: the library is half a gigabyte, and a cluster needs none of it.
    const { Session } = await import('chdb').catch((cause: unknown) => {
      throw engineMissing(cause);
    });
    try {
      return new EmbeddedEngine(() => new Session(path), path);
    } catch (cause) {
      if (codeOf(cause) === 'CHDB_PLATFORM' || codeOf(cause) === 'CHDB_ABI') throw engineMissing(cause);
      try {
        refuseLockedDirectory(path);
      } catch {
        throw storeLocked(path);
      }
      throw unreadable(path, cause instanceof Error ? cause.message : String(cause), cause);
    }
  }

  async version(): Promise<string> {
    const { columns } = await this.query('SELECT version() AS version');
    return String(columns.version?.[0]);
  }

  async query(sql: string, params: QueryParams = {}, options: QueryOptions = {}): Promise<QueryResult> {
    const answer = await this.#read(sql, params, options, 'JSONColumnsWithMetadata');
    return readColumns(answer.json<ColumnsAnswer>());
  }

  async queryNative(sql: string, params: QueryParams = {}, options: QueryOptions = {}): Promise<Uint8Array> {
    const answer = await this.#read(sql, params, options, 'Native');
    return answer.bytes();
  }

  #read(sql: string, params: QueryParams, options: QueryOptions, format: string): Promise<ChdbResult> {
    const { signal } = options;
    const tag = randomUUID();
    const settings = [
      ...bindParams(sql, params),
      `max_execution_time = ${(options.timeoutMs ?? DEFAULT_TIMEOUT_MS) / 1000}`,
      `max_memory_usage = ${Math.floor(options.maxMemoryBytes ?? totalmem() * DEFAULT_MEMORY_SHARE)}`,
      `log_comment = ${quote(tag)}`,
      'output_format_json_quote_64bit_integers = 1',
    ];
    const run = async (session: Session): Promise<ChdbResult> => {
      if (signal?.aborted) throw queryAborted();
      const stop = () => void this.#kill(tag);
      signal?.addEventListener('abort', stop, { once: true });
      const isOver =
        options.onProgress === undefined ? undefined : this.#progress.watch(tag, options.onProgress);
      try {
        const text = `SET ${settings.join(', ')};\n${sql}`;
        return await session.queryAsync(text, { format });
      } finally {
        signal?.removeEventListener('abort', stop);
        isOver?.();
      }
    };
    return this.#readers.lease(run, signal).catch((error: unknown) => {
      throw asTracebinError(error, signal?.aborted);
    });
  }

  async command(sql: string, params: QueryParams = {}): Promise<void> {
    const bound = bindParams(sql, params);
    const text = bound.length === 0 ? sql : `SET ${bound.join(', ')};\n${sql}`;
    await this.#commands
      .lease((session) => session.queryAsync(text))
      .catch((error: unknown) => {
        throw asTracebinError(error);
      });
  }

  async insertNative(
    table: string,
    block: readonly Uint8Array[],
    rows: number,
    columns?: readonly BlockColumn[],
  ): Promise<void> {
    if (rows === 0) return;
    await this.#writers
      .lease((session) =>
        this.#files.withFile(block, (file) => session.queryAsync(insertFromFile(table, file, columns))),
      )
      .catch((error: unknown) => {
        throw asTracebinError(error);
      });
  }

  /** Its allocator gives pages back only while it is being called: after a large query 600 MB stayed for good. */
  async releaseMemory(): Promise<void> {
    await this.command('SYSTEM JEMALLOC PURGE');
  }

  async close({ atOnce = false }: { atOnce?: boolean } = {}): Promise<void> {
    if (atOnce) await this.#killAll();
    this.#readers.close();
    this.#writers.close();
    this.#commands.close();
    this.#progress.close();
    this.#looks.close();
    const { drainPending } = await import('chdb');
    await drainPending();
    this.#files.remove();
  }

  async #lookAt(tags: readonly string[]): Promise<ReadonlyMap<string, QueryProgress>> {
    const sql = progressSql(`Settings['log_comment']`);
    const text = `SET ${bindParams(sql, { tags }).join(', ')};\n${sql}`;
    return await this.#looks.lease(async (session) => {
      const result = await session.queryAsync(text, { format: 'JSONColumnsWithMetadata' });
      return progressOf(readColumns(result.json<ColumnsAnswer>()));
    });
  }

  /** Through the looks' session: all others may be busy with what is to be ended. */
  async #killAll(): Promise<void> {
    await this.#looks
      .lease((session) => session.queryAsync('KILL QUERY WHERE query_id != queryID() ASYNC'))
      .catch(() => {});
  }

  /** Ends a running query. It may be over already, and the error of one that ended is nobody's concern. */
  async #kill(tag: string): Promise<void> {
    await this.command(`KILL QUERY WHERE Settings['log_comment'] = ${quote(tag)} ASYNC`).catch(() => {});
  }
}

/** One thread reads the file: a block must stay one block, and so one part, to be committed as a whole. */
function insertFromFile(table: string, file: string, columns: readonly BlockColumn[] | undefined): string {
  const values = { ...INSERT_SETTINGS, max_threads: 1, max_insert_threads: 1 };
  const settings = `SETTINGS ${Object.entries(values)
    .map(([name, value]) => `${name} = ${typeof value === 'string' ? quote(value) : value}`)
    .join(', ')}`;
  if (columns === undefined)
    return `INSERT INTO ${table} ${settings} SELECT * FROM file(${quote(file)}, Native)`;
  const names = columns.map(({ name }) => `\`${name}\``).join(', ');
  const structure = columns.map(({ name, type }) => `\`${name}\` ${type}`).join(', ');
  return `INSERT INTO ${table} (${names}) ${settings} SELECT ${names} FROM file(${quote(file)}, Native, ${quote(structure)})`;
}

function threadPoolSize(): number {
  const size = Number(process.env.UV_THREADPOOL_SIZE);
  return Number.isInteger(size) && size > 0 ? size : 4;
}

function codeOf(error: unknown): string | undefined {
  return error instanceof Error && 'code' in error ? String(error.code) : undefined;
}

function asTracebinError(error: unknown, aborted = false): TracebinError {
  const message = error instanceof Error ? error.message : String(error);
  const engineCode =
    error instanceof Error && 'clickhouseCode' in error ? Number(error.clickhouseCode) : Number.NaN;
  return engineErrorFrom(message, Number.isNaN(engineCode) ? undefined : engineCode, aborted);
}

function engineMissing(cause: unknown): StartError {
  const reason = cause instanceof Error ? cause.message : String(cause);
  return new StartError('engine-missing', `The embedded engine does not run here: ${reason}`, {
    hint: 'It exists for Linux (x64, arm64, glibc) and macOS; elsewhere use --store clickhouse://...',
    cause,
  });
}
