/**
 * View state as a plain query string: `?service=web&attribute=a%3Db&attribute=c%3Dd&errors=1`. Values are text, a
 * repeated name is a list; each route's `validateSearch` gives them their types. (The router's own form writes JSON,
 * which nobody can type or read.)
 */
export type RawSearch = Record<string, string | string[]>;

export function parseSearch(text: string): RawSearch {
  const raw: RawSearch = {};
  for (const [name, value] of new URLSearchParams(text)) {
    const known = raw[name];
    if (known === undefined) raw[name] = value;
    else raw[name] = Array.isArray(known) ? [...known, value] : [known, value];
  }
  return raw;
}

export function stringifySearch(search: Record<string, unknown>): string {
  const parameters = new URLSearchParams();
  for (const [name, value] of Object.entries(search)) {
    for (const each of Array.isArray(value) ? value : [value]) {
      if (each === undefined || each === null || each === false || each === '') continue;
      parameters.append(name, each === true ? '1' : String(each));
    }
  }
  const text = parameters.toString();
  return text === '' ? '' : `?${text}`;
}

/** First value of a parameter as text; undefined where it is absent or empty. */
export function textParam(raw: Record<string, unknown>, name: string): string | undefined {
  const value = raw[name];
  const first = Array.isArray(value) ? value[0] : value;
  return first === undefined || first === null || first === '' ? undefined : String(first);
}

export function listParam(raw: Record<string, unknown>, name: string): string[] {
  const value = raw[name];
  return (Array.isArray(value) ? value : value === undefined ? [] : [value])
    .map(String)
    .filter((each) => each !== '');
}

export function flagParam(raw: Record<string, unknown>, name: string): boolean {
  const value = raw[name];
  return value === true || value === '1' || value === 'true';
}
