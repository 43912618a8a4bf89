/**
 * Attributes as texts that an index can find: `key`, a zero byte, `value`. Each map has an alias column of its items
 * and a text index on it. One index a map, because an index over several columns makes every merge slow: the engine
 * then has to carry all those columns together (docs/adr/0002-attribute-storage.md).
 *
 *   strings {'http.route': '/a'}   ->   string_items ['http.route\0/a']
 */

/** Values are cut here, so a long statement is found by its beginning and compared in full afterwards. */
const ITEM_VALUE_BYTES = 128;

/** The map, its alias column and how a value becomes text. */
const MAPS = [
  { map: 'strings', items: 'string_items', text: beginning },
  { map: 'ints', items: 'int_items', text: wholeText },
  { map: 'doubles', items: 'double_items', text: wholeText },
  { map: 'bools', items: 'bool_items', text: wholeText },
  { map: 'jsons', items: 'json_items', text: beginning },
  { map: 'resource', items: 'resource_items', text: beginning },
] as const;

export type AttributeMap = (typeof MAPS)[number]['map'];

/** Columns and indexes of the table definition, one a line. */
export const ATTRIBUTE_ITEMS = [
  ...MAPS.map(
    ({ map, items, text }) =>
      `${items} Array(String) ALIAS arrayMap((k, v) -> concat(k, '\\0', ${text('v')}), mapKeys(${map}), mapValues(${map}))`,
  ),
  ...MAPS.map(({ items }) => `INDEX ${indexOf(items)} ${items} TYPE text(tokenizer = 'array')`),
].join(',\n    ');

/**
 * Inserts leave these indexes to the merges: building them there as well would more than double what an insert
 * costs, and the few rows that no merge has seen yet are read quickly without.
 */
export const ATTRIBUTE_INDEXES = MAPS.map(({ items }) => indexOf(items));

export function itemsOf(map: AttributeMap): string {
  return MAPS.find((entry) => entry.map === map)!.items;
}

/** SQL of the text that stands for a value of this map in its item. */
export function itemTextOf(map: AttributeMap, value: string): string {
  return MAPS.find((entry) => entry.map === map)!.text(value);
}

function beginning(value: string): string {
  return `substring(${value}, 1, ${ITEM_VALUE_BYTES})`;
}

function wholeText(value: string): string {
  return `toString(${value})`;
}

function indexOf(items: string): string {
  return `by_${items}`;
}
