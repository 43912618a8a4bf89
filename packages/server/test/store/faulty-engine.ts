import {
  type BlockColumn,
  type Engine,
  EngineError,
  type QueryOptions,
  type QueryParams,
  type QueryResult,
} from '../../src/store/index.ts';

/** A real engine whose writes can be made to fail, before or after they have happened, or to wait. */
export class FaultyEngine implements Engine {
  readonly #engine: Engine;
  /** Called before a block is inserted. */
  beforeInsert: (table: string) => Promise<void> | void = () => {};
  /** Called when it has been inserted: throwing loses the answer, not the data. */
  afterInsert: (table: string) => Promise<void> | void = () => {};
  beforeCommand: (sql: string) => void = () => {};
  inserts = 0;
  queries = 0;

  constructor(engine: Engine) {
    this.#engine = engine;
  }

  get kind(): Engine['kind'] {
    return this.#engine.kind;
  }

  get cluster(): string | undefined {
    return this.#engine.cluster;
  }

  version(): Promise<string> {
    return this.#engine.version();
  }

  query(sql: string, params?: QueryParams, options?: QueryOptions): Promise<QueryResult> {
    this.queries++;
    return this.#engine.query(sql, params, options);
  }

  queryNative(sql: string, params?: QueryParams, options?: QueryOptions): Promise<Uint8Array> {
    this.queries++;
    return this.#engine.queryNative(sql, params, options);
  }

  async command(sql: string, params?: QueryParams): Promise<void> {
    this.beforeCommand(sql);
    await this.#engine.command(sql, params);
  }

  async insertNative(
    table: string,
    block: readonly Uint8Array[],
    rows: number,
    columns?: readonly BlockColumn[],
  ): Promise<void> {
    this.inserts++;
    await this.beforeInsert(table);
    await this.#engine.insertNative(table, block, rows, columns);
    await this.afterInsert(table);
  }

  releaseMemory(): Promise<void> {
    return this.#engine.releaseMemory();
  }

  close(): Promise<void> {
    return this.#engine.close();
  }
}

/** Holds the next insert until it is released. */
export function holdInserts(engine: FaultyEngine): { reached: Promise<void>; release(): void; fail(): void } {
  let release: () => void = () => {};
  let reject: (error: Error) => void = () => {};
  let reach: () => void = () => {};
  const reached = new Promise<void>((resolve) => {
    reach = resolve;
  });
  const gate = new Promise<void>((resolve, fails) => {
    release = resolve;
    reject = fails;
  });
  engine.beforeInsert = () => {
    engine.beforeInsert = () => {};
    reach();
    return gate;
  };
  return {
    reached,
    release: () => release(),
    fail: () => reject(new EngineError('engine', 'the wire was cut', 210, 500)),
  };
}

export function fail(): never {
  throw new EngineError('engine', 'the wire was cut', 210, 500);
}

export function failProbe(sql: string): void {
  if (sql.includes('INTO probes')) fail();
}
