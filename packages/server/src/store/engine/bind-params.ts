import type { QueryParams } from './engine.ts';

/** A quoted text or name, which may look like a placeholder and is none; else a placeholder, with its name. */
const QUOTED_OR_PLACEHOLDER =
  /'(?:[^'\\]|\\.)*'|`(?:[^`\\]|\\.)*`|"(?:[^"\\]|\\.)*"|\{\s*([A-Za-z_][A-Za-z0-9_]*)\s*:/gs;

/**
 * Values for the `{name:Type}` placeholders of a query as `SET param_name = '...'` for one session. The engine parses
 * each value by the type of its placeholder; nothing of a value becomes SQL.
 */
export function bindParams(sql: string, params: QueryParams): string[] {
  requireParams(sql, params);
  return Object.entries(params).map(
    ([name, value]) => `param_${identifier(name)} = ${quote(paramText(value))}`,
  );
}

/** Every placeholder must have a value: what an earlier query left in a session must never be taken for it. */
export function requireParams(sql: string, params: QueryParams): void {
  for (const [, name] of sql.matchAll(QUOTED_OR_PLACEHOLDER)) {
    if (name !== undefined && !Object.hasOwn(params, name))
      throw new Error(`no value for the query parameter "${name}"`);
  }
}

/** A single-quoted literal. */
export function quote(text: string): string {
  return `'${text.replace(/[\\']/g, '\\$&').replaceAll('\0', '\\0')}'`;
}

function identifier(name: string): string {
  if (!/^[A-Za-z_][A-Za-z0-9_]*$/.test(name)) throw new Error(`"${name}" cannot name a query parameter`);
  return name;
}

/** The escaped text form in which the engine reads a parameter. */
function paramText(value: unknown): string {
  if (value === null || value === undefined) return '\\N';
  if (typeof value === 'string') return escapeText(value);
  return nestedText(value);
}

function nestedText(value: unknown): string {
  if (value === null || value === undefined) return 'NULL';
  switch (typeof value) {
    case 'string':
      return quote(value);
    case 'boolean':
      return value ? 'true' : 'false';
    case 'bigint':
      return String(value);
    case 'number':
      if (Number.isNaN(value)) return 'nan';
      if (!Number.isFinite(value)) return value > 0 ? 'inf' : '-inf';
      return String(value);
  }
  if (value instanceof Date) return String(value.getTime() / 1000);
  if (Array.isArray(value)) return `[${value.map(nestedText).join(',')}]`;
  if (typeof value === 'object') {
    return `{${Object.entries(value)
      .map(([key, entry]) => `${quote(key)}:${nestedText(entry)}`)
      .join(',')}}`;
  }
  throw new Error(`a ${typeof value} cannot be a query parameter`);
}

/** As in the TabSeparated format; arrays and maps are read without this layer. */
function escapeText(text: string): string {
  return text.replace(/[\\\t\n\r\0]/g, (character) => ESCAPES[character] as string);
}

const ESCAPES: Record<string, string> = { '\\': '\\\\', '\t': '\\t', '\n': '\\n', '\r': '\\r', '\0': '\\0' };
