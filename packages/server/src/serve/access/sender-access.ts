/**
 * Which bin a request writes to. The key may come in any of four ways, because senders can rarely choose:
 *
 *   x-tracebin-key: KEY   ·   Authorization: Bearer KEY   ·   X-Honeycomb-Team: KEY   ·   /k/KEY/v1/traces
 */
import { timingSafeEqual } from 'node:crypto';
import { KeyError } from '../../errors.ts';
import type { BinScope } from '../../receive/ingest.ts';
import { type BinRegistry, digestOf, LOCAL_BIN } from '../../store/keys/index.ts';
import type { AccessPolicy, RequestFacts } from './access-policy.ts';

/** A sender that was let in. */
export interface Sender {
  scope: BinScope;
  /** What limits are counted by; never a secret. */
  keyId: string;
}

const HINT = 'Send the ingest key of a bin as header x-tracebin-key, or put /k/<key> in front of the path.';

export class SenderAccess {
  readonly #bins: BinRegistry;
  readonly #policy: AccessPolicy;
  readonly #localDigest: Buffer;

  /** @param localSecret lets commands on this machine write to `local`, whatever the server listens on */
  constructor(bins: BinRegistry, policy: AccessPolicy, localSecret: string) {
    this.#bins = bins;
    this.#policy = policy;
    this.#localDigest = digestOf(localSecret);
  }

  /**
   * @param pathKey key out of the path, which wins: who can only set a URL may have a fixed header too
   * @throws KeyError 401 without a key, with an unknown or a revoked one; 403 for a view token
   */
  resolve(request: RequestFacts, pathKey?: string): Sender {
    const secret = pathKey ?? keyFromHeaders(request.headers);
    if (secret === undefined) {
      if (this.#policy.trusts(request)) return this.#local('local');
      throw new KeyError('key-missing', 'This server takes data with a key only.', { hint: HINT });
    }
    const found = this.#bins.findByIngestKey(secret);
    if (found !== undefined && found.key.revokedAt === null) {
      const { bin, key } = found;
      return { scope: { bin: bin.id, retentionHours: bin.retentionHours }, keyId: key.id };
    }
    if (found !== undefined) {
      throw new KeyError('key-revoked', 'This ingest key was revoked.', {
        hint: 'Make a new one on the page of the bin.',
      });
    }
    if (timingSafeEqual(this.#localDigest, digestOf(secret))) return this.#local('local-command');
    if (this.#bins.findByViewToken(secret) !== undefined) {
      throw new KeyError('key-cannot-write', 'This is a view token: it reads a bin and cannot write to it.', {
        status: 403,
        hint: 'Use an ingest key (tb_k_…); the page of the bin makes one.',
      });
    }
    throw new KeyError('key-unknown', 'This server does not know this key.', { hint: HINT });
  }

  #local(keyId: string): Sender {
    const { retentionHours } = this.#bins.local;
    return { scope: { bin: LOCAL_BIN, retentionHours }, keyId };
  }
}

/** The first of the three headers that is there. Basic and other schemes of `Authorization` are no keys. */
export function keyFromHeaders(headers: RequestFacts['headers']): string | undefined {
  const authorization = headers.authorization;
  const bearer =
    typeof authorization === 'string' ? /^Bearer\s+(\S+)\s*$/i.exec(authorization)?.[1] : undefined;
  for (const given of [headers['x-tracebin-key'], bearer, headers['x-honeycomb-team']]) {
    if (typeof given === 'string' && given.trim() !== '') return given.trim();
  }
  return undefined;
}
