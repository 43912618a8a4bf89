/** Opens what belongs to the whole server: making bins where that is not free, and `/metrics`. */
import { timingSafeEqual } from 'node:crypto';
import { KeyError, OverloadedError } from '../../errors.ts';
import { digestOf } from '../../store/keys/index.ts';
import type { AccessPolicy, RequestFacts } from './access-policy.ts';
import { TokenBucket } from './token-bucket.ts';

export const ADMIN_SECRET_HEADER = 'x-tracebin-admin-secret';

export class AdminAccess {
  readonly #policy: AccessPolicy;
  readonly #digests: Buffer[];
  /** Guessing is hopeless at any speed (secrets are long); this keeps a guesser from costing anything. */
  readonly #wrongGuesses = new TokenBucket({ perSecond: 1, burst: 10 });

  /** @param secrets admin secret of the operator, and the secret of commands on this machine */
  constructor(policy: AccessPolicy, secrets: (string | undefined)[]) {
    this.#policy = policy;
    this.#digests = secrets.filter((secret) => secret !== undefined).map(digestOf);
  }

  /** @throws KeyError unless the request is trusted or carries an admin secret. */
  check(request: RequestFacts): void {
    const given = givenSecret(request);
    if (given === undefined) {
      if (this.#policy.trusts(request)) return;
      throw new KeyError('admin-secret-missing', 'This needs the admin secret.', {
        hint: 'Send it as "Authorization: Bearer …"; it is what the server was started with in TRACEBIN_ADMIN_SECRET.',
      });
    }
    const digest = digestOf(given);
    // Every digest is looked at, so that the time does not tell which one it was.
    if (this.#digests.filter((known) => timingSafeEqual(known, digest)).length > 0) return;
    const waitMs = this.#wrongGuesses.take(1);
    if (waitMs > 0) {
      throw new OverloadedError('rate-limited', 'Too many wrong admin secrets.', {
        retryAfterSeconds: Math.ceil(waitMs / 1000),
      });
    }
    throw new KeyError('admin-secret-wrong', 'This is not the admin secret of this server.', {
      hint: 'It is what the server was started with in TRACEBIN_ADMIN_SECRET or --admin-secret-file.',
    });
  }
}

function givenSecret(request: RequestFacts): string | undefined {
  const own = request.headers[ADMIN_SECRET_HEADER];
  if (typeof own === 'string') return own;
  const authorization = request.headers.authorization;
  const match = typeof authorization === 'string' ? /^Bearer\s+(\S+)$/i.exec(authorization) : null;
  return match?.[1];
}
