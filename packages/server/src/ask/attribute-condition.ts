/**
 * The one place where "attribute `key` has the value `value`" becomes SQL.
 *
 * A person types text; the store keeps values by type. So the text is compared with every type that it can
 * be: `200` with the string "200", the integer 200 and the double 200; `true` also with the boolean; a word only with
 * strings. A map answers a missing key with the type's zero, hence `mapContains` where the value is that zero.
 */
import { LAYER_NAMES, SPAN_KIND_NAMES, STATUS_CODE_NAMES } from '@tracebin/model';
import { BadRequestError } from '../errors.ts';
import type { BoundValues } from './bound-values.ts';

export interface AttributeFilter {
  key: string;
  value: string;
}

const INT64_MIN = -(1n << 63n);
const INT64_MAX = (1n << 63n) - 1n;

/** @throws BadRequestError `bad-attribute` when there is no `=` or no key before it */
export function parseAttributeFilter(text: string): AttributeFilter {
  const at = text.indexOf('=');
  const key = at === -1 ? '' : text.slice(0, at).trim();
  if (key !== '') return { key, value: text.slice(at + 1).trim() };
  throw new BadRequestError(
    'bad-attribute',
    `Not a condition on an attribute: ${JSON.stringify(text.slice(0, 80))}`,
    {
      hint: 'Write key=value, for example http.route=/api/week/:date. Repeat "attribute" for more conditions.',
    },
  );
}

/** Where an event keeps its attributes: one map a type, and one for those of its resource. */
export const ATTRIBUTE_MAPS = ['strings', 'ints', 'doubles', 'bools', 'jsons', 'resource'] as const;
export type AttributeMap = (typeof ATTRIBUTE_MAPS)[number];

/**
 * A condition on one row of `events`, with its values bound.
 *
 * @param maps those that can hold the attribute, where that is known: each one left out need not be read
 */
export function attributeCondition(
  filter: AttributeFilter,
  bound: BoundValues,
  maps: readonly AttributeMap[] = ATTRIBUTE_MAPS,
): string {
  const either = mapsEqual(filter, bound, maps);
  const { key, value } = filter;
  const column = columnEquals(key, value, bound);
  if (column !== undefined) either.push(column);
  return either.length === 0 ? 'false' : `(${either.join(' OR ')})`;
}

function mapsEqual(
  { key, value }: AttributeFilter,
  bound: BoundValues,
  maps: readonly AttributeMap[],
): string[] {
  const name = bound.add('String', key);
  const text = bound.add('String', value);
  const int = parseInt64(value);
  const double = parseDouble(value);
  const isFlag = /^(true|false)$/i.test(value);
  return maps.flatMap((map): string[] => {
    switch (map) {
      case 'strings':
      case 'resource':
        return [mapEquals(map, name, text, value === '')];
      case 'ints':
        return int === undefined
          ? []
          : [mapEquals(map, name, bound.add('Int64', int.toString()), int === 0n)];
      case 'doubles':
        return double === undefined ? [] : [mapEquals(map, name, bound.add('Float64', double), double === 0)];
      case 'bools': {
        const flag = value.toLowerCase() === 'true';
        return isFlag ? [mapEquals(map, name, flag ? 'true' : 'false', !flag)] : [];
      }
      default:
        return /^(\[|\{|null$)/.test(value) ? [mapEquals(map, name, text, false)] : [];
    }
  });
}

function mapEquals(map: string, name: string, value: string, isZero: boolean): string {
  const equals = `${map}[${name}] = ${value}`;
  return isZero ? `(mapContains(${map}, ${name}) AND ${equals})` : equals;
}

/** Fixed columns can be asked for as attributes too, numbers by their names: `kind=server`. */
function columnEquals(key: string, value: string, bound: BoundValues): string | undefined {
  switch (key) {
    case 'service':
    case 'name':
    case 'status_message':
    case 'scope_name':
    case 'scope_version':
      return `${key} = ${bound.add('String', value)}`;
    case 'kind':
      return codeEquals(key, SPAN_KIND_NAMES, value);
    case 'status':
      return codeEquals(key, STATUS_CODE_NAMES, value);
    case 'layer':
      return codeEquals(key, LAYER_NAMES, value);
    default:
      return undefined;
  }
}

function codeEquals(column: string, names: readonly string[], value: string): string | undefined {
  const code = names.indexOf(value.toLowerCase());
  return code === -1 ? undefined : `${column} = ${code}`;
}

function parseInt64(value: string): bigint | undefined {
  if (!/^-?\d{1,19}$/.test(value)) return undefined;
  const int = BigInt(value);
  return int >= INT64_MIN && int <= INT64_MAX ? int : undefined;
}

function parseDouble(value: string): number | undefined {
  if (!/^-?(\d+\.?\d*|\.\d+)(e[+-]?\d{1,3})?$/i.test(value) || value.length > 400) return undefined;
  const double = Number(value);
  return Number.isFinite(double) ? double : undefined;
}
