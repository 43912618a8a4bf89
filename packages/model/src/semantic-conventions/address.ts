/** Splits `host`, `host:port`, `[v6]:port` as a Host header carries them. */
export function splitAddress(text: string): { address: string; port: number | undefined } {
  const match = /^(\[[^\]]*\]|[^:]*)(?::(\d{1,5}))?$/.exec(text);
  if (match?.[1] === undefined) return { address: text, port: undefined };
  return {
    address: match[1].replace(/^\[|\]$/g, ''),
    port: match[2] === undefined ? undefined : Number(match[2]),
  };
}

/**
 * Splits the request target of an HTTP request (RFC 9112 section 3.2: origin form, or absolute form as sent
 * to a proxy) into path and query. The query comes without its question mark; undefined where there is none.
 */
export function splitTarget(target: string): { path: string; query: string | undefined } {
  const authority = /^[a-z][a-z0-9+.-]*:\/\/[^/?#]*/i.exec(target);
  const rest = (authority === null ? target : target.slice(authority[0].length)).split('#', 1)[0] ?? '';
  const mark = rest.indexOf('?');
  const path = mark === -1 ? rest : rest.slice(0, mark);
  return { path: path === '' ? '/' : path, query: mark === -1 ? undefined : rest.slice(mark + 1) };
}
