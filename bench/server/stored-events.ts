/**
 * The store's directory after the server has ended, opened with the engine alone: what is really there, how large
 * it is, and the queries of pages that do not exist yet.
 */
import { Session } from 'chdb';
import { INDEXES_BUILT_BY_MERGES } from '../../packages/server/src/store/schema/attribute-indexes.ts';

export interface StoredBytes {
  events: number;
  /** Bytes of `events` that are the attribute index. */
  attributeIndex: number;
  traces: number;
}

export class StoredEvents {
  readonly #session: Session;

  constructor(directory: string) {
    this.#session = new Session(directory);
  }

  /** Rows as lists of text. */
  query(sql: string): string[][] {
    const text = this.#session.query(sql, 'TSV');
    return text === ''
      ? []
      : text
          .trimEnd()
          .split('\n')
          .map((line) => line.split('\t'));
  }

  count(): { spans: number; records: number } {
    const [row] = this.query('SELECT countIf(type = 0), countIf(type != 0) FROM events');
    return { spans: Number(row?.[0]), records: Number(row?.[1]) };
  }

  /** So that what spans take on the disk can be told. */
  dropRecords(): void {
    this.query('ALTER TABLE events DELETE WHERE type != 0 SETTINGS mutations_sync = 2');
  }

  bin(): string {
    return this.query('SELECT any(bin) FROM events')[0]?.[0] ?? '';
  }

  parts(): number {
    return Number(this.query("SELECT count() FROM system.parts WHERE active AND table = 'events'")[0]?.[0]);
  }

  merge(): void {
    this.query('OPTIMIZE TABLE events FINAL');
    this.query('OPTIMIZE TABLE traces FINAL');
  }

  bytes(): StoredBytes {
    const sizes = new Map(
      this.query(
        "SELECT table, sum(bytes_on_disk) FROM system.parts WHERE active AND table IN ('events', 'traces') GROUP BY table",
      ).map(([table, bytes]) => [table, Number(bytes)]),
    );
    const [index] = this.query(
      `SELECT sum(data_compressed_bytes) FROM system.data_skipping_indices WHERE table = 'events' AND name IN ('${INDEXES_BUILT_BY_MERGES.join("', '")}')`,
    );
    return {
      events: sizes.get('events') ?? 0,
      traces: sizes.get('traces') ?? 0,
      attributeIndex: Number(index?.[0] ?? 0),
    };
  }

  close(): void {
    this.#session.close();
  }
}
