/**
 * All bins and keys of the store, in memory: a request looks its key up without asking the engine. On a
 * cluster other servers make bins too, so the registry is read anew every few seconds; alone it is the
 * only writer and never needs to be.
 */
import {
  type FindingThresholds,
  THRESHOLD_NAMES,
  THRESHOLD_RULES,
  type ThresholdChange,
} from '@tracebin/model';
import { BadRequestError } from '../../errors.ts';
import type { Engine } from '../engine/engine.ts';
import { applyRetention } from './apply-retention.ts';
import {
  type Bin,
  type BinSettings,
  DEFAULT_RETENTION_HOURS,
  type IngestKey,
  LOCAL_BIN,
  MAX_APDEX_MS,
  MAX_NAME_LENGTH,
  MAX_RETENTION_HOURS,
  MIN_APDEX_MS,
  MIN_RETENTION_HOURS,
} from './bin.ts';
import { BinsTable, keyId } from './bins-table.ts';
import { DigestIndex } from './digest-index.ts';
import { digestOf, newBinId, newSecret } from './secret.ts';

export interface NewBin {
  bin: Bin;
  viewToken: string;
  ingestKey: string;
}

export class BinRegistry {
  readonly #engine: Engine;
  readonly #table: BinsTable;
  #bins = new Map<string, Bin>();
  #byViewToken = new DigestIndex<string>();
  #byKey = new DigestIndex<IngestKey>();
  #keys = new Map<string, IngestKey[]>();
  /** Changed here since the last reading began: it may have read what was before. */
  readonly #changedBins = new Map<string, Bin>();
  readonly #changedKeys = new Map<string, IngestKey>();
  #reading: Promise<void> | undefined;
  #refreshTimer: NodeJS.Timeout | undefined;

  private constructor(engine: Engine) {
    this.#engine = engine;
    this.#table = new BinsTable(engine);
  }

  /** Reads all bins and keys, and makes the bin `local` where it is missing. */
  static async open(engine: Engine, refreshIntervalMs = 3_000): Promise<BinRegistry> {
    const registry = new BinRegistry(engine);
    await registry.refresh();
    if (!registry.#bins.has(LOCAL_BIN)) {
      const local: Bin = {
        id: LOCAL_BIN,
        name: 'local',
        retentionHours: DEFAULT_RETENTION_HOURS,
        createdAt: new Date(),
        viewDigest: '',
        settings: {},
      };
      await registry.#write(local);
    }
    if (engine.kind === 'cluster') {
      // A failed read keeps what is known; the next one comes by itself.
      registry.#refreshTimer = setInterval(() => registry.refresh().catch(() => {}), refreshIntervalMs);
      registry.#refreshTimer.unref();
    }
    return registry;
  }

  close(): void {
    clearInterval(this.#refreshTimer);
  }

  /** Reads all anew. One reading at a time: an older one that ends later would bring back what was before. */
  refresh(): Promise<void> {
    this.#reading ??= this.#readAll().finally(() => {
      this.#reading = undefined;
    });
    return this.#reading;
  }

  async #readAll(): Promise<void> {
    this.#changedBins.clear();
    this.#changedKeys.clear();
    const bins = new Map((await this.#table.readBins()).map((bin) => [bin.id, bin]));
    const keys = new Map((await this.#table.readKeys()).map((key) => [key.digest, key]));
    for (const [id, bin] of this.#changedBins) bins.set(id, bin);
    for (const [digest, key] of this.#changedKeys) keys.set(digest, key);
    this.#bins = new Map();
    this.#byViewToken = new DigestIndex();
    this.#byKey = new DigestIndex();
    this.#keys = new Map();
    for (const bin of bins.values()) this.#remember(bin);
    for (const key of keys.values()) this.#rememberKey(key);
  }

  get count(): number {
    return this.#bins.size;
  }

  get(id: string): Bin | undefined {
    return this.#bins.get(id);
  }

  get local(): Bin {
    return this.#bins.get(LOCAL_BIN)!;
  }

  findByViewToken(token: string): Bin | undefined {
    const id = this.#byViewToken.find(token);
    return id === undefined ? undefined : this.#bins.get(id);
  }

  /** Also finds keys that were revoked, so that their senders can be told. */
  findByIngestKey(secret: string): { key: IngestKey; bin: Bin } | undefined {
    const key = this.#byKey.find(secret);
    const bin = key && this.#bins.get(key.bin);
    return key && bin ? { key, bin } : undefined;
  }

  /** @throws BadRequestError for a name or retention that cannot be. */
  async createBin(request: {
    name?: string | undefined;
    retentionHours?: number | undefined;
  }): Promise<NewBin> {
    const retentionHours = checkedRetention(request.retentionHours ?? DEFAULT_RETENTION_HOURS);
    const viewToken = newSecret('view');
    const bin: Bin = {
      id: newBinId(),
      name: checkedName(request.name ?? 'New bin'),
      retentionHours,
      createdAt: new Date(),
      viewDigest: digestOf(viewToken).toString('hex'),
      settings: {},
    };
    // The key first: a key without its bin opens nothing, a bin without a key would have to be repaired.
    const ingestKey = await this.createKey(bin.id);
    await this.#write(bin);
    return { bin, viewToken, ingestKey };
  }

  /** A changed retention applies to readers at once, and to the rows as the engine rewrites them. */
  async changeBin(
    bin: Bin,
    change: { name?: string | undefined; retentionHours?: number | undefined } & Pick<BinSettings, 'apdexMs'>,
  ): Promise<Bin> {
    const changed: Bin = {
      ...bin,
      name: change.name === undefined ? bin.name : checkedName(change.name),
      retentionHours:
        change.retentionHours === undefined ? bin.retentionHours : checkedRetention(change.retentionHours),
      settings:
        change.apdexMs === undefined
          ? bin.settings
          : { ...bin.settings, apdexMs: checkedApdex(change.apdexMs) },
    };
    await this.#write(changed);
    if (changed.retentionHours !== bin.retentionHours) {
      await applyRetention(this.#engine, bin.id, changed.retentionHours);
    }
    return changed;
  }

  /** Takes what is named; `null` goes back to the default. Traces that are worked up from now on go by it. */
  async changeThresholds(bin: Bin, change: ThresholdChange): Promise<Bin> {
    const findings: Partial<FindingThresholds> = { ...bin.settings.findings };
    for (const name of THRESHOLD_NAMES) {
      const value = change[name];
      if (value === null) delete findings[name];
      else if (value !== undefined) findings[name] = checkedThreshold(name, value);
    }
    const changed: Bin = { ...bin, settings: { ...bin.settings, findings } };
    await this.#write(changed);
    return changed;
  }

  /** Gives the secret, this once. */
  async createKey(bin: string): Promise<string> {
    const secret = newSecret('ingest');
    const digest = digestOf(secret).toString('hex');
    const key: IngestKey = { id: keyId(digest), digest, bin, createdAt: new Date(), revokedAt: null };
    await this.#table.writeKey(key);
    this.#changedKeys.set(key.digest, key);
    this.#rememberKey(key);
    return secret;
  }

  keysOf(bin: string): readonly IngestKey[] {
    return this.#keys.get(bin) ?? [];
  }

  /** False when the bin has no such key. Revoking twice is no error. */
  async revokeKey(bin: string, id: string): Promise<boolean> {
    const key = this.keysOf(bin).find((candidate) => candidate.id === id);
    if (key === undefined) return false;
    if (key.revokedAt !== null) return true;
    const revoked = { ...key, revokedAt: new Date() };
    await this.#table.writeKey(revoked);
    this.#changedKeys.set(revoked.digest, revoked);
    // Not `key`: it may have been read anew meanwhile.
    const known = this.keysOf(bin).find((candidate) => candidate.id === id);
    if (known !== undefined) known.revokedAt = revoked.revokedAt;
    return true;
  }

  async #write(bin: Bin): Promise<void> {
    await this.#table.writeBin(bin);
    this.#changedBins.set(bin.id, bin);
    this.#remember(bin);
  }

  #remember(bin: Bin): void {
    this.#bins.set(bin.id, bin);
    if (bin.viewDigest !== '') this.#byViewToken.set(bin.viewDigest, bin.id);
  }

  #rememberKey(key: IngestKey): void {
    this.#byKey.set(key.digest, key);
    const others = this.#keys.get(key.bin);
    if (others === undefined) this.#keys.set(key.bin, [key]);
    else others.push(key);
  }
}

function checkedThreshold(name: keyof FindingThresholds, value: number): number {
  const { min, max } = THRESHOLD_RULES[name];
  if (Number.isInteger(value) && value >= min && value <= max) return value;
  throw new BadRequestError('bad-threshold', `${name} cannot be ${value}.`, {
    hint: `Give a whole number from ${min} to ${max}, or null for the default.`,
  });
}

function checkedRetention(hours: number): number {
  if (Number.isInteger(hours) && hours >= MIN_RETENTION_HOURS && hours <= MAX_RETENTION_HOURS) return hours;
  throw new BadRequestError('bad-retention', `A bin cannot keep its data for ${hours} hours.`, {
    hint: `Give whole hours from ${MIN_RETENTION_HOURS} to ${MAX_RETENTION_HOURS} (400 days).`,
  });
}

function checkedApdex(ms: number): number {
  if (Number.isInteger(ms) && ms >= MIN_APDEX_MS && ms <= MAX_APDEX_MS) return ms;
  throw new BadRequestError('bad-apdex', `${ms} milliseconds cannot be the T of an Apdex.`, {
    hint: `Give whole milliseconds from ${MIN_APDEX_MS} to ${MAX_APDEX_MS}.`,
  });
}

function checkedName(name: string): string {
  const trimmed = name.trim();
  if (trimmed !== '' && trimmed.length <= MAX_NAME_LENGTH) return trimmed;
  throw new BadRequestError('bad-name', 'A name has at least one and at most 100 characters.', {
    hint: 'It is only shown to people; any short text will do.',
  });
}
