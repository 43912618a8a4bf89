import type { EventRow } from '../../src/receive/event/event-row.ts';
import { type Engine, Writer, type WriterOptions } from '../../src/store/index.ts';
import { FaultyEngine } from './faulty-engine.ts';
import { appendAll, LOCAL } from './sample-rows.ts';

/** A migrated store and a writer over it, new for each test. */
export class StoreUnderTest {
  engine!: Engine;
  /** The same engine as the writer sees it. */
  faulty!: FaultyEngine;
  writer!: Writer;

  /** Empty tables, an engine without faults, a writer that has just started. */
  async renew(): Promise<void> {
    for (const table of ['events', 'traces', 'metrics']) await this.engine.command(`TRUNCATE TABLE ${table}`);
    this.faulty = new FaultyEngine(this.engine);
    this.writer = await this.openWriter();
  }

  openWriter(options: Partial<WriterOptions> = {}): Promise<Writer> {
    return Writer.open(this.faulty, { commitIntervalMs: 5, lingerMs: 0, probeIntervalMs: 20, ...options });
  }

  /** Writes rows of the bin `local` as one request. */
  send(...rows: EventRow[]): Promise<number> {
    return this.writer.events(LOCAL, 1000, appendAll(...rows));
  }

  async scalar(sql: string): Promise<unknown> {
    const { columns } = await this.engine.query(`SELECT ${sql} AS value`);
    return columns.value?.[0];
  }

  async count(table: string): Promise<number> {
    return Number(await this.scalar(`(SELECT count() FROM ${table})`));
  }
}
