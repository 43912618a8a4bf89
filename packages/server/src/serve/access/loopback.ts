/**
 * What counts as "this machine". Where a server listens is its own configuration; headers can only take
 * trust away, never give it.
 */

/** `127.0.0.0/8`, `::1`, `localhost`, with or without brackets; the wildcard addresses are not. */
export function isLoopbackHost(host: string): boolean {
  const name = host.replace(/^\[|\]$/g, '').toLowerCase();
  if (name === 'localhost' || name.endsWith('.localhost')) return true;
  const mapped = name.startsWith('::ffff:') ? name.slice(7) : name;
  return /^127(\.\d{1,3}){3}$/.test(mapped) || name === '::1' || name === '0:0:0:0:0:0:0:1';
}

/** The host of a `Host` header or an `Origin`, without port; undefined when it is none. */
export function hostOfAuthority(authority: string): string | undefined {
  const match = /^(\[[0-9a-f:.]+\]|[^:/@\s]+)(:\d+)?$/i.exec(authority);
  return match?.[1];
}

/** Host of an `Origin` header; undefined for `null` and anything that is no URL. */
export function hostOfOrigin(origin: string): string | undefined {
  try {
    return new URL(origin).hostname;
  } catch {
    return undefined;
  }
}

/** Any of these shows that somebody else's request was passed on to us. */
export const FORWARDING_HEADERS = [
  'forwarded',
  'via',
  'x-forwarded-for',
  'x-forwarded-host',
  'x-forwarded-proto',
  'x-forwarded-server',
  'x-real-ip',
  'x-original-host',
  'cf-connecting-ip',
  'true-client-ip',
] as const;
