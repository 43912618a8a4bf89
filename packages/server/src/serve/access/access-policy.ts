/**
 * The rules of one listener. A server that only this machine can reach is *private*: senders and viewers
 * need no key for the bin `local`. Any other address, or a public URL, makes it *public*: everything needs
 * a key, and the server does not start without an admin secret.
 *
 * A request to a private listener may still come from elsewhere: a reverse proxy passes it on, or a page on
 * another site has its name point to 127.0.0.1 (DNS rebinding). So a request is *trusted* only when
 *
 *   its Host names this machine  ·  no header says that it was forwarded  ·  it is not HTTP/1.0, which today
 *   only proxies speak  ·  it comes from a loopback address  ·  its Origin, where there is one, is this machine
 */
import { StartError, TracebinError } from '../../errors.ts';
import { MIN_ADMIN_SECRET_LENGTH, type ServeOptions } from '../serve-options.ts';
import { FORWARDING_HEADERS, hostOfAuthority, hostOfOrigin, isLoopbackHost } from './loopback.ts';

/** The parts of a request that trust depends on. */
export interface RequestFacts {
  headers: Record<string, string | string[] | undefined>;
  remoteAddress: string | undefined;
  httpVersion: string;
}

export class AccessPolicy {
  /** True where the server can be reached from beyond this machine. */
  readonly public: boolean;

  /** @throws StartError when the server would be public without an admin secret. */
  constructor(options: Pick<ServeOptions, 'host' | 'publicUrl' | 'adminSecret'>) {
    this.public = !isLoopbackHost(options.host) || options.publicUrl !== undefined;
    const { adminSecret } = options;
    if (this.public && adminSecret === undefined) {
      const why = isLoopbackHost(options.host) ? 'with a public URL' : `on ${options.host}`;
      throw new StartError('admin-secret-missing', `Listening ${why} needs an admin secret.`, {
        hint: 'Set TRACEBIN_ADMIN_SECRET or --admin-secret-file (openssl rand -hex 16 makes one), or listen on 127.0.0.1.',
      });
    }
    if (adminSecret !== undefined && adminSecret.length < MIN_ADMIN_SECRET_LENGTH) {
      throw new StartError(
        'admin-secret-short',
        `The admin secret has ${adminSecret.length} characters; ${MIN_ADMIN_SECRET_LENGTH} are the least.`,
        { hint: 'openssl rand -hex 16 makes a good one.' },
      );
    }
  }

  /** True for a request that certainly began on this machine, at a listener that only serves this machine. */
  trusts(request: RequestFacts): boolean {
    if (this.public || request.httpVersion === '1.0') return false;
    if (!isLoopbackHost(request.remoteAddress ?? '')) return false;
    if (FORWARDING_HEADERS.some((name) => request.headers[name] !== undefined)) return false;
    return this.#namesThisMachine(request) && !isForeignOrigin(request);
  }

  /** Answers nothing on a private listener to a name that is not this machine's: DNS rebinding ends here. */
  checkHost(request: RequestFacts): void {
    if (this.public || this.#namesThisMachine(request)) return;
    throw new TracebinError('wrong-host', 'This server answers to localhost only.', {
      status: 421,
      hint: 'Behind a proxy or another name, start it with --public-url (or TRACEBIN_PUBLIC_URL) and an admin secret.',
    });
  }

  #namesThisMachine(request: RequestFacts): boolean {
    const host = request.headers.host;
    const name = typeof host === 'string' ? hostOfAuthority(host) : undefined;
    return name !== undefined && isLoopbackHost(name);
  }
}

/** True when a browser sent this for a page that is neither on this machine nor on the same host. */
export function isForeignOrigin(request: RequestFacts): boolean {
  const origin = request.headers.origin;
  if (typeof origin !== 'string') return false;
  const name = hostOfOrigin(origin);
  if (name === undefined) return true;
  const host = request.headers.host;
  const own = typeof host === 'string' ? hostOfAuthority(host) : undefined;
  return !(isLoopbackHost(name) || name.toLowerCase() === own?.toLowerCase());
}
