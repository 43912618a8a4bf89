import { STATUS_CODE_NAMES } from '@tracebin/model';
import type { BoundValues } from '../bound-values.ts';

const TEXT_COLUMNS = [
  'name',
  'service',
  'status_message',
  'trace_state',
  'scope_name',
  'scope_version',
  'severity_text',
  'body',
];
const TEXT_MAPS = ['strings', 'jsons', 'resource'];
/** Each with what a word must look like to be a part of such a value. */
const OTHER_MAPS: [map: string, values: RegExp][] = [
  ['ints', /^[-\d]+$/],
  ['doubles', /^[-+\d.einfa]+$/i],
  ['bools', /^[truefals]+$/i],
];
const JSON_ARRAYS = ['event_attributes', 'link_attributes'];
/** Finds what failed, as the page's own search does. */
const ERROR_WORDS = new Set(['error', 'is:error', 'status:error']);

/**
 * A condition on one row of `events`: the word, taken literally and whatever its case, is part of something that the page shows of
 * a span or a log record: its texts, or the `key=value` of an attribute. The engine looks through the texts of a whole column at
 * once, so names and values are put together only for a word that has the `=`.
 */
export function textCondition(word: string, bound: BoundValues): string {
  const needle = bound.add('String', word);
  const has = (text: string): string => `positionCaseInsensitiveUTF8(${text}, ${needle}) > 0`;
  const either = TEXT_COLUMNS.map(has);
  either.push(`arrayExists(each -> ${has('each')}, event_names)`);
  const isPair = word.includes('=');
  for (const [map, values] of [...TEXT_MAPS.map((map) => [map, /^/] as const), ...OTHER_MAPS]) {
    const keys = `mapKeys(${map})`;
    const all = `mapValues(${map})`;
    if (isPair) {
      const pair = `concat(key, '=', toString(value))`;
      either.push(`arrayExists((key, value) -> ${has(pair)}, ${keys}, ${all})`);
      continue;
    }
    either.push(`arrayExists(each -> ${has('each')}, ${keys})`);
    if (values.test(word)) either.push(`arrayExists(each -> ${has('toString(each)')}, ${all})`);
  }
  for (const column of JSON_ARRAYS) either.push(jsonCondition(column, word, bound));
  const escaped = inJson(word);
  if (escaped !== word) {
    const quoted = bound.add('String', escaped);
    either.push(`arrayExists(each -> positionCaseInsensitiveUTF8(each, ${quoted}) > 0, mapValues(jsons))`);
  }
  if (ERROR_WORDS.has(word.toLowerCase())) either.push(`status = ${STATUS_CODE_NAMES.indexOf('error')}`);
  if (/^[0-9a-f]{16}$/i.test(word)) either.push(`span_id = ${bound.addId(word, 8)}`);
  return `(${either.join(' OR ')})`;
}

/** Attributes of span events and links are JSON objects, of which only names and values are meant, not what stands between them. */
function jsonCondition(column: string, word: string, bound: BoundValues): string {
  const escaped = inJson(word);
  const at = escaped.indexOf('=');
  const needles = [escaped];
  if (at !== -1) {
    for (const between of ['":"', '":']) needles.push(escaped.slice(0, at) + between + escaped.slice(at + 1));
  }
  const list = bound.add('Array(String)', needles);
  const found = (text: string): string => `multiSearchAnyCaseInsensitiveUTF8(${text}, ${list})`;
  // Only such a word can be found between them.
  if (!/^[{}[\]:,\d.eE+-]*[{}[\]:,][{}[\]:,\d.eE+-]*$/.test(word)) {
    return `arrayExists(json -> ${found('json')}, ${column})`;
  }
  const parts = `JSONExtractKeysAndValuesRaw(json)`;
  return `arrayExists(json -> arrayExists(part -> ${found('part.1')} OR ${found('part.2')}, ${parts}), ${column})`;
}

/** A text as it stands within JSON. */
const inJson = (text: string): string => JSON.stringify(text).slice(1, -1);
