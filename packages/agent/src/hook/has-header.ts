/**
 * Whether an app has given a header itself, an app that hands on those of its own caller, say: a second one would make both
 * worthless, as they are read as one.
 *
 * @param headers an object, a list of name, value, name, value (`fetch`, newer `http2`), or text (undici 5)
 * @param name in lower case
 */
export function hasHeader(headers: unknown, name: string): boolean {
  if (typeof headers === 'string')
    return headers
      .toLowerCase()
      .split('\r\n')
      .some((line) => line.startsWith(`${name}:`));
  if (typeof headers !== 'object' || headers === null) return false;
  const isIt = (key: unknown) =>
    typeof key === 'string' && key.length === name.length && key.toLowerCase() === name;
  return Array.isArray(headers)
    ? headers.some((key, at) => at % 2 === 0 && isIt(key))
    : Object.keys(headers).some(isIt);
}
