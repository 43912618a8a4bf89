import { StartError } from '../../errors.ts';

export interface ClusterUrl {
  /** Address of the HTTP interface, without user and password. */
  httpUrl: string;
  user: string;
  password: string;
  database: string;
  cluster: string | undefined;
  /** Replicas that must have a block before it counts as committed: a number or `auto` (the majority). */
  quorum: string | undefined;
}

const KNOWN = new Set(['cluster', 'secure', 'quorum']);

/**
 * `clickhouse://user:password@host:port/database?cluster=name&secure=1&quorum=auto`; the port is that of ClickHouse's
 * HTTP interface, 8123 or with `secure` 8443.
 *
 * @throws StartError `store-url`; its message never holds the password
 */
export function parseClusterUrl(text: string): ClusterUrl {
  let url: URL;
  try {
    url = new URL(text);
  } catch {
    throw new StartError('store-url', 'The store is not a valid address.', { hint: EXAMPLE });
  }
  for (const name of url.searchParams.keys()) {
    if (!KNOWN.has(name))
      throw new StartError('store-url', `The store's address has an unknown option "${name}".`, {
        hint: EXAMPLE,
      });
  }
  if (url.hostname === '')
    throw new StartError('store-url', "The store's address names no host.", { hint: EXAMPLE });
  const cluster = url.searchParams.get('cluster') ?? undefined;
  const database = decodeURIComponent(url.pathname.replace(/^\//, '')) || 'default';
  for (const [what, name] of [
    ['cluster', cluster],
    ['database', database],
  ] as const) {
    // Both become part of statements that create tables.
    if (name !== undefined && !/^[A-Za-z0-9_.-]+$/.test(name)) {
      throw new StartError(
        'store-url',
        `The ${what} in the store's address has characters other than letters, digits, "_", "." and "-".`,
      );
    }
  }
  const quorum = url.searchParams.get('quorum') ?? undefined;
  if (quorum !== undefined && quorum !== 'auto' && !/^[1-9][0-9]?$/.test(quorum)) {
    throw new StartError('store-url', 'The quorum in the store\'s address is neither "auto" nor a number.', {
      hint: EXAMPLE,
    });
  }
  const secure = ['1', 'true'].includes(url.searchParams.get('secure') ?? '0');
  const port = url.port || (secure ? '8443' : '8123');
  return {
    httpUrl: `${secure ? 'https' : 'http'}://${url.hostname}:${port}`,
    user: decodeURIComponent(url.username) || 'default',
    password: decodeURIComponent(url.password),
    database,
    cluster,
    quorum,
  };
}

const EXAMPLE = 'For example clickhouse://user:password@host:8123/tracebin?cluster=main';
