/** Reads and writes of the tables `bins` and `keys`: every change is a new row that replaces the one before. */
import type { Engine } from '../engine/engine.ts';
import type { Bin, BinSettings, IngestKey } from './bin.ts';

export class BinsTable {
  readonly #engine: Engine;

  constructor(engine: Engine) {
    this.#engine = engine;
  }

  async readBins(): Promise<Bin[]> {
    const { rows, columns } = await this.#engine.query(
      `SELECT id, name, view_token_hash, retention_hours, toUnixTimestamp(created_at) AS created, settings
       FROM bins FINAL WHERE NOT deleted`,
    );
    return Array.from({ length: rows }, (_, row) => ({
      id: String(columns.id![row]),
      name: String(columns.name![row]),
      viewDigest: String(columns.view_token_hash![row]),
      retentionHours: Number(columns.retention_hours![row]),
      createdAt: new Date(Number(columns.created![row]) * 1000),
      settings: JSON.parse(String(columns.settings![row]) || '{}') as BinSettings,
    }));
  }

  async readKeys(): Promise<IngestKey[]> {
    const { rows, columns } = await this.#engine.query(
      `SELECT hash, bin, toUnixTimestamp(created_at) AS created, revoked, toUnixTimestamp(updated_at) AS updated
       FROM keys FINAL WHERE kind = 'ingest'`,
    );
    return Array.from({ length: rows }, (_, row) => {
      const digest = String(columns.hash![row]);
      const revoked = Boolean(columns.revoked![row]);
      return {
        id: keyId(digest),
        digest,
        bin: String(columns.bin![row]),
        createdAt: new Date(Number(columns.created![row]) * 1000),
        revokedAt: revoked ? new Date(Number(columns.updated![row]) * 1000) : null,
      };
    });
  }

  async writeBin(bin: Bin): Promise<void> {
    await this.#engine.command(
      `INSERT INTO bins (id, name, view_token_hash, retention_hours, created_at, deleted, updated_at, settings)
       SELECT {id:String}, {name:String}, {hash:String}, {retention:UInt16},
              fromUnixTimestamp({created:UInt32}), false, now64(3), {settings:String}`,
      {
        id: bin.id,
        name: bin.name,
        hash: bin.viewDigest,
        retention: bin.retentionHours,
        created: unixSeconds(bin.createdAt),
        settings: JSON.stringify(bin.settings),
      },
    );
  }

  async writeKey(key: IngestKey): Promise<void> {
    await this.#engine.command(
      `INSERT INTO keys (hash, bin, kind, created_at, revoked, updated_at)
       SELECT {hash:String}, {bin:String}, 'ingest', fromUnixTimestamp({created:UInt32}), {revoked:Bool}, now64(3)`,
      {
        hash: key.digest,
        bin: key.bin,
        created: unixSeconds(key.createdAt),
        revoked: key.revokedAt !== null,
      },
    );
  }
}

export function keyId(digest: string): string {
  return digest.slice(0, 12);
}

function unixSeconds(date: Date): number {
  return Math.floor(date.getTime() / 1000);
}
