import type { BlockColumn, Engine, QueryOptions, QueryParams, QueryResult } from '../../src/store/index.ts';

/** A real engine whose writes can be made to fail, before or after they have happened, or to wait. */
export class FaultyEngine implements Engine {
  readonly #engine: Engine;
  /** Called before a block is inserted. */
  beforeInsert: (table: string) => Promise<void> | void = () => {};
  /** Called when it has been inserted: throwing loses the answer, not the data. */
  afterInsert: (table: string) => Promise<void> | void = () => {};
  beforeCommand: (sql: string) => void = () => {};
  inserts = 0;

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
    return this.#engine.query(sql, params, options);
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

  close(): Promise<void> {
    return this.#engine.close();
  }
}
