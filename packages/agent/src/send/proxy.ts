/**
 * Which proxy leads to the server, from what people write: `proxy.corp:3128`, `http://user:password@proxy.corp:3128`, and
 * `NO_PROXY` as a list of hosts, domains (`.corp`, `corp`), addresses and `*`, each with a port if it is meant for that only.
 */

export interface ProxySettings {
  /** `TRACEBIN_PROXY`; `none` is for no proxy whatever else is set. */
  proxy: string | undefined;
  httpProxy: string | undefined;
  httpsProxy: string | undefined;
  noProxy: string | undefined;
}

const DEFAULT_PROXY_PORT = '80';

/** @returns undefined for a direct way; complaints go to `warn` and mean a direct way too */
export function proxyFor(
  target: URL,
  { proxy, httpProxy, httpsProxy, noProxy }: ProxySettings,
  warn: (message: string) => void,
): URL | undefined {
  if (proxy) return /^(none|off|direct)$/i.test(proxy) ? undefined : parse(proxy, warn);
  const given = target.protocol === 'https:' ? httpsProxy || httpProxy : httpProxy;
  if (!given || isLoopback(target.hostname) || isExempt(target, noProxy ?? '')) return undefined;
  return parse(given, warn);
}

export function isLoopback(hostname: string): boolean {
  return /^(localhost|.*\.localhost|127(\.\d{1,3}){3}|\[::1\]|::1)$/i.test(hostname);
}

function parse(text: string, warn: (message: string) => void): URL | undefined {
  try {
    const url = new URL(text.includes('://') ? text : `http://${text}`);
    if ((url.protocol === 'http:' || url.protocol === 'https:') && url.hostname !== '') {
      if (url.port === '' && url.protocol === 'http:') url.port = DEFAULT_PROXY_PORT;
      return url;
    }
  } catch {
    // Said below.
  }
  // The text may hold a password: it is not repeated.
  warn('the proxy is neither host:port nor an http URL; sending without it');
  return undefined;
}

function isExempt(target: URL, list: string): boolean {
  const host = target.hostname.replace(/^\[|\]$/g, '').toLowerCase();
  const port = target.port || (target.protocol === 'https:' ? '443' : '80');
  return list.split(/[\s,]+/).some((entry) => {
    if (entry === '*') return true;
    const [, name = '', itsPort] = /^\[?(.*?)\]?(?::(\d+))?$/.exec(entry.toLowerCase()) ?? [];
    if (name === '' || (itsPort !== undefined && itsPort !== port)) return false;
    const domain = name.replace(/^\*?\./, '');
    return host === domain || host.endsWith(`.${domain}`);
  });
}

/** `Basic ...` for a proxy with user and password in its URL. */
export function proxyAuthorization(proxy: URL): string | undefined {
  if (proxy.username === '') return undefined;
  const pair = `${decoded(proxy.username)}:${decoded(proxy.password)}`;
  return `Basic ${Buffer.from(pair).toString('base64')}`;
}

/** A `%` that begins no code is one that somebody has in a password. */
function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}
