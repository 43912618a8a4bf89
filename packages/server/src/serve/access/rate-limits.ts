/** What each key may send. One pair of buckets per key that sent lately. */
import { OverloadedError, TooLargeError } from '../../errors.ts';
import { DEFAULT_SENDER_LIMITS, type SenderLimits } from '../serve-options.ts';
import { TokenBucket } from './token-bucket.ts';

/** A burst of two seconds: senders flush in batches. */
const BURST_SECONDS = 2;
/** Keys whose buckets are kept; beyond it the oldest is forgotten, which refills it: harmless. */
const MAX_KEYS = 10_000;

interface Buckets {
  requests: TokenBucket;
  bytes: TokenBucket;
}

export class RateLimits {
  readonly #limits: SenderLimits;
  readonly #buckets = new Map<string, Buckets>();

  constructor(limits: SenderLimits) {
    this.#limits = limits;
  }

  get maxBodyBytes(): number {
    return this.#limits.maxBodyBytes || Number.POSITIVE_INFINITY;
  }

  /** For protocols that know no infinity. */
  get maxMessageBytes(): number {
    return this.#limits.maxBodyBytes || DEFAULT_SENDER_LIMITS.maxBodyBytes;
  }

  /** Bytes that were only known when the body was there. */
  chargeLater(keyId: string, bodyBytes: number): void {
    if (this.#limits.bytesPerSecond > 0) this.#bucketsOf(keyId).bytes.spend(bodyBytes);
  }

  /**
   * Charges one request of `bodyBytes` as sent to the key.
   * @throws TooLargeError, OverloadedError (`rate-limited`, with the time to wait)
   */
  charge(keyId: string, bodyBytes: number): void {
    if (bodyBytes > this.maxBodyBytes) throw tooLarge(this.maxBodyBytes);
    const { requestsPerSecond, bytesPerSecond } = this.#limits;
    const buckets = this.#bucketsOf(keyId);
    const waitMs = Math.max(
      requestsPerSecond === 0 ? 0 : buckets.requests.take(1),
      bytesPerSecond === 0 ? 0 : buckets.bytes.take(bodyBytes),
    );
    if (waitMs === 0) return;
    throw new OverloadedError('rate-limited', 'This key sends more than it may.', {
      retryAfterSeconds: Math.max(1, Math.ceil(waitMs / 1000)),
      hint: `The limit is ${requestsPerSecond || 'any number of'} requests and ${bytesPerSecond || 'any number of'} bytes a second for each key; larger batches need fewer requests.`,
    });
  }

  #bucketsOf(keyId: string): Buckets {
    let buckets = this.#buckets.get(keyId);
    if (buckets !== undefined) return buckets;
    const { requestsPerSecond, bytesPerSecond } = this.#limits;
    buckets = {
      requests: new TokenBucket({
        perSecond: requestsPerSecond,
        burst: Math.max(1, requestsPerSecond * BURST_SECONDS),
      }),
      bytes: new TokenBucket({
        perSecond: bytesPerSecond,
        burst: Math.max(1, bytesPerSecond * BURST_SECONDS),
      }),
    };
    this.#buckets.set(keyId, buckets);
    if (this.#buckets.size > MAX_KEYS) this.#buckets.delete(this.#buckets.keys().next().value!);
    return buckets;
  }
}

export function tooLarge(maxBytes: number): TooLargeError {
  return new TooLargeError(`The body is larger than ${maxBytes} bytes.`, {
    hint: 'Send smaller batches.',
  });
}
