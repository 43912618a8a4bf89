/**
 * Bounds what the bodies of all requests hold in memory between their first byte and their answer. A length that
 * is announced is taken at once; what comes in chunks is taken as it arrives. One key gets at most half, so that
 * a sender with many slow requests does not keep out the others.
 */
import { OverloadedError } from '../../errors.ts';

export const DEFAULT_BODY_BUDGET_BYTES = 256 * 1024 * 1024;

export class BodyBudget {
  readonly #maxBytes: number;
  #held = 0;
  readonly #heldByKey = new Map<string, number>();

  constructor(maxBytes = DEFAULT_BODY_BUDGET_BYTES) {
    this.#maxBytes = maxBytes;
  }

  get heldBytes(): number {
    return this.#held;
  }

  /** One request of a key, to be closed when it is answered or gone. */
  open(keyId: string): BodyLease {
    let bytes = 0;
    return {
      take: (more) => {
        const ofKey = this.#heldByKey.get(keyId) ?? 0;
        // A single body passes whatever its size: its own limit bounds it, and nothing could ever be sent otherwise.
        const others = this.#held - bytes;
        const othersOfKey = ofKey - bytes;
        const wanted = bytes + more;
        const tooMuch = others > 0 && others + wanted > this.#maxBytes;
        const tooMuchOfKey = othersOfKey > 0 && othersOfKey + wanted > this.#maxBytes / 2;
        if (tooMuch || tooMuchOfKey) {
          throw new OverloadedError('overloaded', 'Too many bytes are being received.');
        }
        bytes = wanted;
        this.#held += more;
        this.#heldByKey.set(keyId, ofKey + more);
      },
      close: () => {
        this.#held -= bytes;
        const left = (this.#heldByKey.get(keyId) ?? 0) - bytes;
        if (left > 0) this.#heldByKey.set(keyId, left);
        else this.#heldByKey.delete(keyId);
        bytes = 0;
      },
    };
  }
}

export interface BodyLease {
  /** @throws OverloadedError */
  take(bytes: number): void;
  /** Gives all back; may be called again. */
  close(): void;
}
