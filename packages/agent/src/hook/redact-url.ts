/** Takes secrets out of URLs before they leave the process. */

const SENSITIVE = new RegExp(
  [
    '^(?:key|sig|code|pwd|pin|otp|jwt)$',
    'token|secret|password|passwd|passphrase|signature|credential|session|bearer',
    '(?:api|access|private)[-_]?key',
    'auth(?!or)|authoriz',
  ].join('|'),
  'i',
);

/** `a=1&token=xyz` -> `a=1&token=REDACTED` */
export function redactQuery(query: string): string {
  if (query.length === 0) return query;
  return query
    .split('&')
    .map((pair) => {
      const at = pair.indexOf('=');
      return at > 0 && SENSITIVE.test(decoded(pair.slice(0, at))) ? `${pair.slice(0, at)}=REDACTED` : pair;
    })
    .join('&');
}

/** A full URL without user, password and sensitive parameters. */
export function redactUrl(protocol: string, host: string, path: string): string {
  const at = path.indexOf('?');
  const safePath = at < 0 ? path : `${path.slice(0, at)}?${redactQuery(path.slice(at + 1))}`;
  return `${protocol}//${host}${safePath}`;
}

/** A name may be written in codes: `%74oken` is read as `token` by whoever gets it. */
function decoded(name: string): string {
  if (!name.includes('%')) return name;
  try {
    return decodeURIComponent(name);
  } catch {
    return name;
  }
}
