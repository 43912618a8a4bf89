import { availableParallelism, totalmem } from 'node:os';
import type { QuestionProgress, ReadFacts } from '@tracebin/model';
import { BadRequestError, TracebinError } from '../../errors.ts';
import type { Engine, QueryOptions, QueryParams, QueryResult } from '../../store/engine/engine.ts';
import { EngineError } from '../../store/engine/engine-error.ts';
import type { BoundValues } from '../bound-values.ts';

export interface RunLimits {
  /** For all statements of a question together; default 30,000. */
  timeoutMs?: number | undefined;
  /** For each of up to two statements at a time; default a fifth of the machine's, 4 GiB at most. */
  maxMemoryBytes?: number | undefined;
  /** Ends running statements: whoever asked has gone. */
  signal?: AbortSignal | undefined;
  /** From so many rows on, their traces are not looked for one by one; default 200,000. */
  manyRows?: number | undefined;
  /** For each look at what helps to ask (`lookAhead`); default 1,000 ms, and the memory of any statement. */
  lookAhead?: { timeoutMs?: number | undefined; maxMemoryBytes?: number | undefined } | undefined;
  /** Called now and then while statements run for longer. */
  onProgress?: ((progress: QuestionProgress) => void) | undefined;
}

const DEFAULT_TIMEOUT_MS = 30_000;
/** Rows are counted up to here: that costs 23 ms of CPU where there are millions, finding all of their traces 490. */
const DEFAULT_MANY_ROWS = 200_000;
/** None would be no limit. */
const MIN_MS = 0.001;
/** Looking for longer would cost more than it saves. */
const DEFAULT_LOOK_MS = 1_000;
const DEFAULT_MEMORY_BYTES = Math.min(totalmem() / 5, 4 * 1024 ** 3);
const PLACEHOLDER = /\{(p\d+):/g;
/**
 * Groups that do not fit into half of the memory go to the disk. NULLs are found by IN, as a group that has no value is
 * a group. On a cluster the spans of a trace lie together. Lists of ids from a subquery are held against indexes while they
 * are short: holding half a million against each block cost three times the rest of the statement (1.4 s of CPU and 0.5 s
 * without, entry spans of 10.6 million with a database span in their trace), and left out none. Blocks of rows hold up to
 * 10 MB of a column instead of 1: grouping ten million spans by an attribute took a fifth less CPU (1.76 s instead of 2.19).
 */
const SETTINGS = `transform_null_in = 1, distributed_product_mode = 'local', enable_positional_arguments = 0, use_index_for_in_with_subqueries_max_values = 1000, preferred_block_size_bytes = 10000000`;
/**
 * One table in memory for a join instead of one for each core: database spans by their parent's name, 3.4 of 10 million, took
 * a quarter less CPU so on two cores. Where there are many, filling the one is what the others wait for.
 */
const FEW_CORES = 4;
const ONE_TABLE = `join_algorithm = 'hash'`;

/** The statements of one question: one clock for all, their cost added up, their text kept. */
export class QuestionRun {
  readonly sql: string[] = [];
  readonly bound: BoundValues;
  readonly #engine: Engine;
  readonly #limits: RunLimits;
  readonly #began = performance.now();
  readonly #deadline: number;
  readonly #missing: string[] = [];
  #rows = 0;
  #bytes = 0;
  /** Rows read and rows to read of statements that run. */
  readonly #running = new Map<number, { readRows: number; totalRows: number }>();

  constructor(engine: Engine, bound: BoundValues, limits: RunLimits = {}) {
    this.#engine = engine;
    this.bound = bound;
    this.#limits = limits;
    this.#deadline = this.#began + (limits.timeoutMs ?? DEFAULT_TIMEOUT_MS);
  }

  /**
   * @param atMostMs for this statement, where it may not use up the time of all
   * @param settings of the engine, in place of those that questions have
   * @throws EngineError `query-timeout`, `query-too-large`, `query-aborted`
   */
  async query(
    statement: string,
    atMostMs = Number.POSITIVE_INFINITY,
    settings = this.#settings,
  ): Promise<QueryResult> {
    const number = this.sql.length + 1;
    const limits = { timeoutMs: atMostMs, maxMemoryBytes: this.#memory, settings, ...this.#watched(number) };
    const result = await this.#send(statement, limits).finally(() => this.#running.delete(number));
    this.#rows += result.readRows;
    this.#bytes += result.readBytes;
    return result;
  }

  /**
   * A look at what helps to ask: what it reads is none of what the answer was read from.
   *
   * @returns undefined where its time or memory did not suffice
   */
  async lookAhead(statement: string): Promise<QueryResult | undefined> {
    const { timeoutMs = DEFAULT_LOOK_MS, maxMemoryBytes = this.#memory } = this.#limits.lookAhead ?? {};
    try {
      return await this.#send(statement, { timeoutMs, maxMemoryBytes, settings: SETTINGS });
    } catch (error) {
      const gaveUp = ['query-timeout', 'query-too-large'];
      if (error instanceof EngineError && gaveUp.includes(error.code)) return undefined;
      throw error;
    }
  }

  /** Of a cluster it is not known how many cores it has. */
  get #settings(): string {
    const isSmall = this.#engine.kind === 'embedded' && availableParallelism() <= FEW_CORES;
    return isSmall ? `${SETTINGS}, ${ONE_TABLE}` : SETTINGS;
  }

  get #memory(): number {
    return this.#limits.maxMemoryBytes ?? DEFAULT_MEMORY_BYTES;
  }

  async #send(
    statement: string,
    { timeoutMs, maxMemoryBytes, settings, ...watched }: StatementLimits,
  ): Promise<QueryResult> {
    const sql = `${statement}\nSETTINGS max_bytes_before_external_group_by = ${Math.floor(this.#memory / 2)}, ${settings}`;
    const params: QueryParams = {};
    for (const [, name] of sql.matchAll(PLACEHOLDER)) params[name!] = this.bound.params[name!];
    this.sql.push(withValues(statement, params));
    const options = {
      timeoutMs: Math.max(MIN_MS, Math.min(timeoutMs, this.#deadline - performance.now())),
      maxMemoryBytes,
      ...(this.#limits.signal === undefined ? {} : { signal: this.#limits.signal }),
      ...watched,
    };
    return await this.#engine.query(sql, params, options).catch((error: unknown) => {
      throw asQuestionError(error);
    });
  }

  #watched(number: number): Pick<QueryOptions, 'onProgress'> {
    const { onProgress } = this.#limits;
    if (onProgress === undefined) return {};
    return {
      onProgress: (progress) => {
        this.#running.set(number, progress);
        const running = [...this.#running.values()];
        onProgress({
          rows: running.reduce((sum, { readRows }) => sum + readRows, this.#rows),
          ofRows: running.reduce((sum, { totalRows }) => sum + totalRows, this.#rows),
          statements: this.sql.length,
          elapsedMs: Math.round(performance.now() - this.#began),
        });
      },
    };
  }

  /** A part that the answer can do without: when its time is up or its memory short, the answer says so and goes on. */
  async optional<T>(what: string, part: () => Promise<T>): Promise<T | undefined> {
    try {
      return await part();
    } catch (error) {
      const code = error instanceof TracebinError ? error.code : '';
      if (code !== 'query-timeout' && code !== 'query-too-large') throw error;
      this.leaveOut(
        `${what}: ${code === 'query-timeout' ? 'the time was up' : 'it needs more memory than it may use'}`,
      );
      return undefined;
    }
  }

  get manyRows(): number {
    return this.#limits.manyRows ?? DEFAULT_MANY_ROWS;
  }

  leaveOut(what: string): void {
    this.#missing.push(what);
  }

  get read(): ReadFacts {
    return {
      rows: this.#rows,
      bytes: this.#bytes,
      elapsedMs: Math.round((performance.now() - this.#began) * 100) / 100,
      sampled: null,
      partial: this.#missing.length === 0 ? null : this.#missing.join('; '),
    };
  }
}

interface StatementLimits extends Pick<QueryOptions, 'onProgress'> {
  timeoutMs: number;
  maxMemoryBytes: number;
  settings: string;
}

/** Numbers of ClickHouse for what only it can tell of a question. */
const BAD_PATTERN = 427;
const TOO_LARGE = [62, 168, 36];

function asQuestionError(error: unknown): unknown {
  if (!(error instanceof EngineError) || error.engineCode === undefined) return error;
  if (error.engineCode === BAD_PATTERN) {
    return new BadRequestError('bad-expression', 'A pattern is no regular expression that can be read.', {
      hint: 'Patterns are written as in RE2.',
    });
  }
  const isTooLarge =
    TOO_LARGE.includes(error.engineCode) && /too (large|big)|max.?query.?size|exceeded/i.test(error.message);
  return isTooLarge ? new BadRequestError('bad-question', 'The question is too large.') : error;
}

/** For reading: the statement, with its values in front as a comment. */
function withValues(statement: string, params: QueryParams): string {
  const values = Object.entries(params).map(
    // A value with a line break would end the comment.
    ([name, value]) => `-- ${name} = ${(JSON.stringify(value) ?? '').slice(0, 500)}`,
  );
  return [...values, statement].join('\n');
}
