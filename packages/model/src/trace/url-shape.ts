/** Numbers, and ids of eight hex digits or more; `v2` is a name. */
const VALUE = /^(?:\d+|(?=.*\d)[\da-f-]{8,})$/i;
const ADDRESS = /^(?:\d{1,3}(?:\.\d{1,3}){3}|\[[\da-f:.]+\])(?=:|$)/i;
const LOOPBACK = /^(?:127\.|\[::1\])/;

/**
 * A URL without what differs from call to call: no user, no query, no ids in its path, no address of a host that will
 * have another one tomorrow. Undefined for a text that is no URL.
 *
 *     https://ann:pw@10.1.2.3:8080/weeks/47?full=1    https://?:8080/weeks/?
 */
export function urlShape(text: string): string | undefined {
  // Few texts have it, and to see that costs a third of asking the pattern.
  if (!text.includes('://')) return undefined;
  const parts = /^([a-z][a-z\d+.-]*:\/\/)([^/?#]*)([^?#]*)/i.exec(text);
  if (parts === null) return undefined;
  const [, scheme = '', authority = '', path = ''] = parts;
  const host = authority.slice(authority.lastIndexOf('@') + 1);
  const stable = LOOPBACK.test(host) ? host : host.replace(ADDRESS, '?');
  const segments = path.split('/').map((segment) => (VALUE.test(segment) ? '?' : segment));
  return scheme + stable + segments.join('/');
}
